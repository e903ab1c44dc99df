import type { MarkKind } from '../mark'

const QUIET_MS = 10 * 60_000

/** Nothing for ten minutes, while others of the class do something. A student who is done may rest. */
export const quietMark: MarkKind = {
  kind: 'quiet',
  place: 50,
  find({ now, activeAt, cluster, run }, { goesOn, activeAt: classActiveAt, startedAt }) {
    const isDone = cluster?.phase === 'deleted'
    const isWaiting = run?.status === 'running' || run?.status === 'unwinding'
    if (!goesOn || activeAt === undefined || isDone || isWaiting) return undefined
    const since = Math.max(activeAt, startedAt)
    const isQuiet = now - since >= QUIET_MS
    const othersWork = classActiveAt !== undefined && now - classActiveAt < QUIET_MS
    return isQuiet && othersWork
      ? { since, why: 'Nothing has happened here for a while; the class goes on.' }
      : undefined
  },
}
