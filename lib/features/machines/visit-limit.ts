import { AppError } from '@/lib/core/errors'
import { fairQueue } from '@/lib/core/fair-queue'
import { recentCounts } from '@/lib/core/recent-counts'

/** A person's visits in ten minutes: plenty for a shelf of boards, too few to search a network with. */
const MOST = 400
const WINDOW_MS = 600_000

/**
 * Visits at a time in this process: machines that say nothing hold their places for as long as a visit may last, so one
 * person has a third of them at most.
 */
const turns = fairQueue('visits', {
  places: 18,
  aPerson: 6,
  mostWaiting: MOST,
  refusal: () =>
    new AppError('too-many-requests', {
      userMessage: `${MOST} of your machines wait to be checked already. Let these be checked first.`,
      retryable: true,
    }),
})

const visits = recentCounts('visits', { most: MOST, windowMs: WINDOW_MS })

/**
 * Runs a visit when this person's turn comes. Its deadline begins then.
 * @param visit gets a signal that aborts when its time is over
 * @throws AppError `too-many-requests`
 */
export async function inTurn<T>(
  userId: string,
  deadlineMs: number,
  visit: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  countVisit(userId, Date.now())
  return turns.run(userId, () => visit(AbortSignal.timeout(deadlineMs)))
}

export function countVisit(userId: string, now: number): void {
  const waitMs = visits.take(userId, now)
  if (waitMs === 0) return
  const minutes = Math.ceil(waitMs / 60_000)
  throw new AppError('too-many-requests', {
    userMessage: `You have checked machines ${MOST} times within ten minutes. Go on in ${minutes} min.`,
    retryable: true,
  })
}
