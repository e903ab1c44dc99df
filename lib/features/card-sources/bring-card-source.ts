import type { BringSource, CardSourcesData } from '@/lib/contracts/card-sources'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import type { KnownSlot } from '@/lib/imaging/sources/known-slots'
import type { SourceOrigin } from '@/lib/ports/card-sources'
import { assertMay } from '../policy'
import { knownSource } from './known-source'
import { listCardSources } from './list-card-sources'
import { startBringing } from './start-bringing'

/**
 * Fetches a file that cards are made from, or makes it, by a run.
 * @throws AppError `not-found`, `bad-input`, `subject-busy`, `disk-full`
 */
export async function bringCardSource(
  actor: Actor,
  input: BringSource,
): Promise<CardSourcesData & { readonly href: string }> {
  assertMay(actor, 'card-sources.manage')
  const known = knownSource(input.slot)
  const href = await startBringing(actor, known, originOf(known, input))
  return { href, ...(await listCardSources(actor)) }
}

function originOf({ kind, file }: KnownSlot, { way, address, sha256 }: BringSource): SourceOrigin {
  if (way === 'make') {
    if (kind.make === undefined) throw wrong('way', `${kind.title} is not made here: fetch or upload it.`)
    return { way, ...(address === undefined ? {} : { mirror: address }) }
  }
  const from = address ?? (file === undefined ? undefined : kind.addressOf?.(file))
  if (from === undefined) throw wrong('address', `Give the address of the file. Its makers publish it at ${kind.home}.`)
  if (kind.key === undefined && sha256 === undefined && from.startsWith('http:'))
    throw wrong('sha256', 'Over http:// anybody on the way can change it. Give its sha256, or an https:// address.')
  return { way, address: from, ...(sha256 === undefined ? {} : { sha256 }) }
}

const wrong = (field: string, problem: string): AppError =>
  new AppError('bad-input', { userMessage: problem, details: { fields: [{ field, problem }] } })
