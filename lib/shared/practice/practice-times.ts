/**
 * How long Kubernetes waits before it gives up on a silent machine: `--node-monitor-grace-period` of the controller
 * manager, 50 s since v1.32. A practice cluster waits as long, divided by its speed.
 */
const NOTICED_AFTER_MS = 50_000
/** How long the pods of go-echo tolerate a machine that is not ready: see lib/apps/go-echo. */
const MOVED_AFTER_MS = 20_000

export interface SilenceTimes {
  /** From the silence to NotReady. */
  readonly noticedAfterMs: number
  /** From NotReady to the moment when its pods are started elsewhere. */
  readonly movedAfterMs: number
}

/** What a clock on the wall shows at this speed, about: heartbeats come every few seconds. */
export const silenceTimes = (speed: number): SilenceTimes => ({
  noticedAfterMs: NOTICED_AFTER_MS / speed,
  movedAfterMs: MOVED_AFTER_MS / speed,
})
