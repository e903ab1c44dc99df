import { AppError } from '@/lib/core/errors'
import { Limiter } from '@/lib/remote/limiter'

/** Visits at a time in this process, whoever asks: a class of thirty must not starve the panel. */
const AT_A_TIME = 12

/** A person's visits in ten minutes: plenty for a shelf of boards, too few to search a network with. */
const MOST = 400
const WINDOW_MS = 600_000

// On globalThis: Next bundles a module more than once, and all copies must count together.
const KEY = Symbol.for('buzzcrate.visits')
const holder = globalThis as typeof globalThis & { [KEY]?: { limiter: Limiter; visits: Map<string, number[]> } }
holder[KEY] ??= { limiter: new Limiter(AT_A_TIME), visits: new Map() }
const { limiter, visits } = holder[KEY]

/**
 * Runs a visit when its turn comes.
 * @throws AppError `too-many-requests`, or the signal's reason
 */
export async function inTurn<T>(userId: string, signal: AbortSignal, visit: () => Promise<T>): Promise<T> {
  countVisit(userId, Date.now())
  const leave = await limiter.enter(signal)
  try {
    return await visit()
  } finally {
    leave()
  }
}

export function countVisit(userId: string, now: number): void {
  for (const [user, times] of visits) if ((times.at(-1) ?? 0) < now - WINDOW_MS) visits.delete(user)
  const recent = (visits.get(userId) ?? []).filter((time) => time > now - WINDOW_MS)
  if (recent.length >= MOST) {
    const minutes = Math.ceil(((recent[0] ?? now) + WINDOW_MS - now) / 60_000)
    throw new AppError('too-many-requests', {
      userMessage: `You have checked machines ${MOST} times within ten minutes. Go on in ${minutes} min.`,
      retryable: true,
    })
  }
  visits.set(userId, [...recent, now])
}
