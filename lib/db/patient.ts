import { systemClock } from '@/lib/core/clock'
import { untilReachable } from './connection-loss'

type Call<Arguments extends readonly unknown[], Result> = (...given: Arguments) => Promise<Result>

/**
 * The same function, which waits while Postgres is away instead of failing, until `signal` aborts. The function must
 * stand being carried out twice.
 */
export function patient<Arguments extends readonly unknown[], Result>(
  what: string,
  signal: AbortSignal,
  call: Call<Arguments, Result>,
): Call<Arguments, Result> {
  return (...given) => untilReachable(what, { clock: systemClock, signal }, () => call(...given))
}
