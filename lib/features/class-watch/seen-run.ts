import { runStatus } from '@/lib/engine/decide'
import type { RunState } from '@/lib/engine/state'
import type { SeenRun } from '@/lib/shared/classroom/seen-work'

const OVER = ['done', 'skipped', 'undone', 'left'] as const
const isOver = (status: string): boolean => OVER.some((each) => each === status)

/** What a class sees of a run. */
export function seenRunOf(id: string, state: RunState): SeenRun {
  const nodes = state.plan.nodes.flatMap((node) => {
    const now = state.nodes[node.id]
    return now === undefined ? [] : [{ ...node, now }]
  })
  const failed = nodes.find(({ now }) => now.status === 'failed' || now.status === 'stuck')
  return {
    id,
    status: runStatus(state),
    lastEventAt: state.lastEventAt ?? 0,
    failure: failed?.now.error?.userMessage,
    done: nodes.filter(({ now }) => isOver(now.status)).length,
    steps: nodes.length,
    going: nodes.flatMap(({ step, stage, now }) =>
      now.status === 'running' && now.startedAt !== undefined ? [{ step, stage, since: now.startedAt }] : [],
    ),
    took: nodes.flatMap(({ step, now }) =>
      now.status === 'done' && now.startedAt !== undefined && now.endedAt !== undefined
        ? [{ step, ms: now.endedAt - now.startedAt }]
        : [],
    ),
  }
}
