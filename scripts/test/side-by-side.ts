import type { Tier } from './tier'

/** Tiers that run at the same time; those alone are a group of one. */
export type Group = readonly [Tier, ...Tier[]]

/**
 * Groups of tiers, in the order in which they run. A tier that names another one to run beside waits for it; where that
 * one was not asked for, it runs by itself in its own place.
 */
export function sideBySide(tiers: readonly Tier[]): Group[] {
  const chosen = new Set(tiers.map(({ name }) => name))
  const follows = ({ beside }: Tier) => beside !== undefined && chosen.has(beside)
  return tiers
    .filter((tier) => !follows(tier))
    .map((tier) => [tier, ...tiers.filter((other) => follows(other) && other.beside === tier.name)] as const)
}
