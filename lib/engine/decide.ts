import type { PlanNode } from './plan'
import { type NodeStatus, nodeState, type RunState } from './state'

/** `undone`: all that could be taken back was; what a person gave up on is in `leftBehind`. */
export type RunOutcome = 'succeeded' | 'held' | 'undone' | 'stuck'

/** What the screens call a run. */
export type RunStatus = 'running' | 'unwinding' | RunOutcome

export type Decision =
  | { readonly do: 'run' | 'undo' | 'abort'; readonly node: string }
  /** Nothing to start now; look again when something in flight ends, or at `untilMs`. */
  | { readonly do: 'wait'; readonly untilMs: number | undefined }
  | { readonly do: 'finish'; readonly as: RunOutcome }

const FINISHED: readonly NodeStatus[] = ['done', 'skipped']
/** Everything that may have left something in the world, and is still to be taken back. */
const TOUCHED: readonly NodeStatus[] = ['running', 'waiting', 'done', 'skipped', 'failed', 'undoing', 'stuck']

/**
 * What to do next. Pure: the fold of the log in, decisions out.
 * @param inFlight nodes that this process is running or undoing right now
 * @param now milliseconds since the epoch, for attempts that wait
 */
export function decide(state: RunState, inFlight: ReadonlySet<string>, now: number): readonly Decision[] {
  const unwinding = state.direction === 'unwind' || undoesByItself(state, inFlight)
  return unwinding ? decideUnwinding(state, inFlight) : decideForward(state, inFlight, now)
}

function undoesByItself(state: RunState, inFlight: ReadonlySet<string>): boolean {
  if (state.plan.onFailure !== 'undo') return false
  const any = (...statuses: readonly NodeStatus[]) =>
    state.plan.nodes.some((node) => statuses.includes(nodeState(state, node.id).status))
  return any('undoing', 'undone', 'stuck', 'left') || (any('failed') && inFlight.size === 0)
}

function decideForward(state: RunState, inFlight: ReadonlySet<string>, now: number): readonly Decision[] {
  if (state.paused) {
    return inFlight.size > 0
      ? [...inFlight].map((node) => ({ do: 'abort', node }) as const)
      : [{ do: 'finish', as: isComplete(state) ? 'succeeded' : 'held' }]
  }
  const failing = state.plan.onFailure === 'undo' && state.plan.nodes.some((n) => is(state, n, 'failed'))
  const ready = state.plan.nodes.filter(
    (node) =>
      !failing &&
      !inFlight.has(node.id) &&
      is(state, node, 'pending', 'running', 'waiting') &&
      node.after.every((id) => FINISHED.includes(nodeState(state, id).status)),
  )
  const dueAt = (node: PlanNode) => nodeState(state, node.id).retryAt ?? 0
  const due = ready.filter((node) => dueAt(node) <= now)
  if (due.length > 0) return due.map((node) => ({ do: 'run', node: node.id }))
  if (ready.length > 0) return [{ do: 'wait', untilMs: Math.min(...ready.map(dueAt)) }]
  if (inFlight.size > 0) return [{ do: 'wait', untilMs: undefined }]
  return [{ do: 'finish', as: isComplete(state) ? 'succeeded' : 'held' }]
}

function decideUnwinding(state: RunState, inFlight: ReadonlySet<string>): readonly Decision[] {
  const running = state.plan.nodes.filter((node) => inFlight.has(node.id) && is(state, node, 'running'))
  if (running.length > 0) return running.map((node) => ({ do: 'abort', node: node.id }))
  const undoable = state.plan.nodes.filter(
    (node) =>
      !inFlight.has(node.id) &&
      is(state, node, 'running', 'waiting', 'done', 'skipped', 'failed', 'undoing') &&
      !state.plan.nodes.some((later) => later.after.includes(node.id) && is(state, later, ...TOUCHED)),
  )
  if (undoable.length > 0) return undoable.map((node) => ({ do: 'undo', node: node.id }))
  if (inFlight.size > 0) return [{ do: 'wait', untilMs: undefined }]
  return [{ do: 'finish', as: state.plan.nodes.some((node) => is(state, node, 'stuck')) ? 'stuck' : 'undone' }]
}

const is = (state: RunState, node: PlanNode, ...statuses: readonly NodeStatus[]): boolean =>
  statuses.includes(nodeState(state, node.id).status)

const isComplete = (state: RunState): boolean => state.plan.nodes.every((node) => is(state, node, ...FINISHED))

/** The one word for a run, from its events alone: what a worker would do with it now, were nothing in flight. */
export function runStatus(state: RunState): RunStatus {
  const [next] = decide(state, new Set(), state.lastEventAt ?? 0)
  if (next?.do === 'finish') return next.as
  return next?.do === 'undo' ? 'unwinding' : 'running'
}

/** Ids of the nodes whose undo was given up: what they made may still be there. */
export const leftBehind = (state: RunState): readonly string[] =>
  state.plan.nodes.flatMap((node) => (is(state, node, 'left') ? [node.id] : []))

export type RunCommand = 'retry' | 'cancel' | 'clean-up'

/** Which commands a person may give, and why not: the same answer in the API and on the buttons. */
export function commandBlocked(state: RunState, command: RunCommand): string | undefined {
  const status = runStatus(state)
  const reasons: Record<RunCommand, Partial<Record<RunStatus, string>>> = {
    retry: {
      running: 'The run is still going.',
      unwinding: 'The run is being undone.',
      succeeded: 'Nothing failed.',
      undone: 'The run was undone. Start a new one.',
      stuck: 'The run is being undone. Try the clean-up again.',
    },
    cancel: {
      unwinding: 'The run is being undone already.',
      held: 'The run has stopped already.',
      succeeded: 'The run is over.',
      undone: 'The run is over.',
      stuck: 'The run has stopped already.',
    },
    'clean-up': {
      unwinding: 'The clean-up is going on.',
      succeeded: 'The run succeeded. Delete the cluster instead.',
      undone: 'Everything has been undone already.',
    },
  }
  return reasons[command][status]
}
