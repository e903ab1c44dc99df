import type { ClassState } from '@/lib/contracts/class-fields'

interface Timed {
  readonly startsAt: Date
  readonly endsAt: Date
  readonly endedAt: Date | null
}

/** Where a class is, by the clock and by whether somebody has ended it. */
export function classState({ startsAt, endsAt, endedAt }: Timed, now: number): ClassState {
  if (endedAt !== null) return 'ended'
  if (now < startsAt.getTime()) return 'planned'
  return now < endsAt.getTime() ? 'live' : 'over'
}

/** When its students are anonymised or deleted by themselves; null: never, or not before a teacher asks for it. */
export function forgetAt({
  endedAt,
  afterwards,
  afterDays,
}: {
  readonly endedAt: Date | null
  readonly afterwards: string
  readonly afterDays: number | null
}): Date | null {
  if (endedAt === null || afterwards === 'keep' || afterDays === null) return null
  return new Date(endedAt.getTime() + afterDays * 86_400_000)
}
