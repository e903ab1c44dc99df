import type { MarkKind } from '../mark'

export const heldRunMark: MarkKind = {
  kind: 'held-run',
  place: 10,
  find({ run }) {
    if (run === undefined || (run.status !== 'held' && run.status !== 'stuck')) return undefined
    const what = run.status === 'held' ? 'The run is held' : 'The clean-up is stuck'
    return { since: run.lastEventAt, why: run.failure === undefined ? `${what}.` : `${what}: ${run.failure}` }
  },
}
