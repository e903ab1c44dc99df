/**
 * How many times slower than a quiet machine of two cores this one is now. Whoever measures it (`measure-pace.ts`) hands
 * it to every process of a test run in the environment.
 */
const VARIABLE = 'BUZZCRATE_PACE'

/** A machine that is slower than this is not waited for: a test that hangs must still end within the day. */
export const SLOWEST_PACE = 6

/**
 * The pace of a machine that took `tookMs` for what a quiet one does in `quietMs`: at least 1, because a fast machine is
 * no reason for shorter deadlines, and at most `SLOWEST_PACE`; one digit after the point.
 */
export function paceOf(tookMs: number, quietMs: number): number {
  const pace = Math.round((tookMs / quietMs) * 10) / 10
  return Math.min(SLOWEST_PACE, Math.max(1, pace))
}

/** The pace that was measured for this process; undefined when nobody did. */
export function measuredPace(): number | undefined {
  const pace = Number(process.env[VARIABLE])
  return pace >= 1 && pace <= SLOWEST_PACE ? pace : undefined
}

/** What a child process needs in its environment to know the pace. */
export const paceEnvironment = (pace: number): Record<string, string> => ({ [VARIABLE]: String(pace) })

/** Hands the pace to this process and to all that it starts from now on. */
export function setPace(pace: number): void {
  Object.assign(process.env, paceEnvironment(pace))
}

/**
 * A deadline, in milliseconds of a quiet machine, as this machine needs it. Every deadline of a test or of what serves
 * tests goes through here, except where the time itself is what is tested and nothing else runs beside.
 */
export const scaledMs = (ms: number): number => Math.ceil(ms * (measuredPace() ?? 1))
