/** One side of a race, read from its run: split times, and the clock against the click that began both. */
import { type RunStatus, runStatus } from '@/lib/engine/decide'
import type { Plan } from '@/lib/engine/plan'
import { initial, type NodeStatus, nodeState, type RunEvent, type RunState, reduce } from '@/lib/engine/state'

/** The stage with which a cluster has proved itself. */
const PROVE = 'Prove'
/** The stage with which its apps answer. */
const OPEN = 'Open'

const FINISHED: readonly NodeStatus[] = ['done', 'skipped']

export interface Split {
  readonly stage: string
  readonly status: 'pending' | 'running' | 'done' | 'failed'
  /** From the click to the end of the stage on all machines, in milliseconds; undefined before that. */
  readonly splitMs: number | undefined
}

export interface SideState {
  readonly splits: readonly Split[]
  /** From the click until the cluster had proved itself. */
  readonly readyMs: number | undefined
  /** From the click until its apps answered; undefined before that, and for a cluster without apps. */
  readonly answersMs: number | undefined
  /** From the click until every step was done; undefined for a side that is not through. */
  readonly finishMs: number | undefined
  /** What its clock shows: runs until the side is through or out. */
  readonly clockMs: number
  readonly status: RunStatus
  /** Stages that somebody works at now, in the plan's order. */
  readonly current: readonly string[]
  /** A person retried or skipped something: their time is in the clock. */
  readonly helped: boolean
}

/** The run as it was at a moment: only what had happened by then. */
export function stateAt(plan: Plan, events: readonly RunEvent[], at: number): RunState {
  return events.filter((event) => event.at <= at).reduce(reduce, initial(plan))
}

/**
 * @param startedAt the click, milliseconds since 1970
 * @param now the moment that is shown: the panel's clock, or the replay's
 */
export function readSide(state: RunState, startedAt: number, now: number): SideState {
  const since = (at: number) => Math.max(0, at - startedAt)
  const status = runStatus(state)
  const splits = state.plan.stages.flatMap((stage) => {
    const nodes = state.plan.nodes.filter((node) => node.stage === stage).map((node) => nodeState(state, node.id))
    if (nodes.length === 0) return []
    const done = nodes.every((node) => FINISHED.includes(node.status))
    const splitMs = done ? since(Math.max(...nodes.map((node) => node.endedAt ?? startedAt))) : undefined
    return [{ stage, status: done ? ('done' as const) : stageStatus(nodes.map((node) => node.status)), splitMs }]
  })
  const splitOf = (stage: string) => splits.find((split) => split.stage === stage)?.splitMs
  const finishMs = status === 'succeeded' ? since(state.lastEventAt ?? now) : undefined
  const out = status === 'undone' || status === 'stuck'
  return {
    splits,
    readyMs: splitOf(PROVE),
    answersMs: splitOf(OPEN),
    finishMs,
    clockMs: finishMs ?? since(out ? (state.lastEventAt ?? now) : now),
    status,
    current: splits.flatMap(({ stage, status: of }) => (of === 'running' ? [stage] : [])),
    helped: Object.values(state.nodes).some((node) => node.attemptsBefore > 0 || node.status === 'skipped'),
  }
}

function stageStatus(statuses: readonly NodeStatus[]): Split['status'] {
  if (statuses.some((status) => status === 'failed' || status === 'stuck' || status === 'left')) return 'failed'
  return statuses.every((status) => status === 'pending' || status === 'undone') ? 'pending' : 'running'
}
