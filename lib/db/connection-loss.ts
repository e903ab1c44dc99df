import type { Clock } from '@/lib/core/clock'
import { log } from '@/lib/core/log'

/** Codes of Node and Postgres (SQLSTATE) that say: the server is away, going, coming or full; nothing about the query. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  // Prisma's own: unreachable, closed, timed out, no connection or transaction in time.
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
])
// Prisma's adapter gives some of these codes in its message only, under a code of its own (P2039) or none.
const AWAY_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection|write EPIPE|read ECONNRESET|connect ECONNREFUSED|Code: `(57P0[123]|53300|08\w{3})`/i

/** Whether a query failed only because Postgres could not be reached. It may have been carried out all the same. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (AWAY.has(code) || code.startsWith('08')) return true
  return AWAY_MESSAGE.test(error.message) || (error instanceof AggregateError && error.errors.some(isConnectionLoss))
}

const FIRST_DELAY_MS = 50
const LONGEST_DELAY_MS = 1_000

/**
 * Does something with the database, again and again while Postgres cannot be reached, until `signal` aborts.
 * `attempt` must stand being carried out twice: a lost answer does not mean a lost query.
 */
export async function untilReachable<T>(
  what: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  attempt: (isRetry: boolean) => Promise<T>,
): Promise<T> {
  for (let delayMs = FIRST_DELAY_MS, isRetry = false; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    try {
      return await attempt(isRetry)
    } catch (error) {
      if (!isConnectionLoss(error) || signal.aborted) throw error
      if (!isRetry) log.warn('Postgres is away; waiting for it', { what, error: String(error) })
      isRetry = true
    }
    await clock.delay(delayMs, signal)
  }
}
