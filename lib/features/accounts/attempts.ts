import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'

/**
 * How often something may be tried. The first `free` attempts cost nothing; each one after them must wait twice as
 * long as the one before, from `firstWaitMs` up to `longestWaitMs`. A refused attempt is not counted, so hammering
 * does not make the wait longer. A day without an attempt forgets all.
 */
export interface AttemptLimit {
  readonly key: string
  readonly free: number
  readonly firstWaitMs: number
  readonly longestWaitMs: number
}

const FORGET_AFTER_MS = 24 * 60 * 60 * 1000

/** How long after its latest attempt the next one may come. */
export function waitAfter(limit: Omit<AttemptLimit, 'key'>, count: number): number {
  if (count < limit.free) return 0
  return Math.min(limit.longestWaitMs, limit.firstWaitMs * 2 ** Math.min(30, count - limit.free))
}

/**
 * Counts one attempt against each limit, before its outcome is known: so any number of attempts at the same moment,
 * in any number of processes, get no more than their share. Returns how long to wait when it may not be made; 0 when
 * it may.
 */
export async function takeAttempt(limits: readonly AttemptLimit[], now = Date.now()): Promise<number> {
  const rows = await db().rateLimit.findMany({ where: { key: { in: limits.map((limit) => limit.key) } } })
  // First look at all of them: an attempt that one limit refuses should cost nothing with the others.
  const wait = Math.max(
    0,
    ...limits.map((limit) => {
      const row = rows.find((one) => one.key === limit.key)
      if (row === undefined || Number(row.lastRequest) + FORGET_AFTER_MS < now) return 0
      return Number(row.lastRequest) + waitAfter(limit, row.count) - now
    }),
  )
  if (wait > 0) return wait
  for (const limit of limits) {
    const counted = await count(limit, now)
    if (!counted) return waitAfter(limit, limit.free)
  }
  return 0
}

async function count(limit: AttemptLimit, now: number): Promise<boolean> {
  const changed = await db().$executeRaw`
    insert into rate_limit as known (id, key, count, "lastRequest") values (${newId()}, ${limit.key}, 1, ${now})
    on conflict (key) do update set
      count = case when known."lastRequest" + ${FORGET_AFTER_MS} < ${now} then 1 else known.count + 1 end,
      "lastRequest" = ${now}
    where known."lastRequest" + ${FORGET_AFTER_MS} < ${now}
      or known.count < ${limit.free}
      or known."lastRequest" + least(
           ${limit.longestWaitMs}::float8,
           ${limit.firstWaitMs}::float8 * power(2, least(30, known.count - ${limit.free}))
         ) <= ${now}`
  return changed === 1
}

/** Takes back an attempt that succeeded; failures of others before it still count. */
export async function returnAttempt(keys: readonly string[]): Promise<void> {
  await db().$executeRaw`update rate_limit set count = greatest(count - 1, 0) where key = any(${[...keys]})`
}

/** Forgets all attempts against these limits. */
export async function forgetAttempts(keys: readonly string[]): Promise<void> {
  await db().rateLimit.deleteMany({ where: { key: { in: [...keys] } } })
}

/** Removes counters that are too old to matter, so that made-up addresses do not fill the table. */
export async function forgetOldAttempts(now = Date.now()): Promise<void> {
  await db().rateLimit.deleteMany({ where: { lastRequest: { lt: BigInt(now - FORGET_AFTER_MS) } } })
}
