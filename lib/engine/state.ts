/**
 * The state of a run is a fold of its events. Nothing else is stored, so a worker may die at any instant.
 *
 * A node is
 * - `pending`: not begun; starts when all nodes before it are `done` or `skipped`
 * - `running`: begun by some worker; found so after a crash, it runs again
 * - `waiting`: an attempt failed and the step's policy tries again at `retryAt`
 * - `done`, `skipped`: finished, or passed over by a person
 * - `failed`: out of attempts; others that do not need it go on, then the run is held
 * - `undoing`, `undone`: being taken back, newest first
 * - `stuck`: its undo failed; needs a person, and keeps what stands before it from being undone
 * - `left`: its undo failed and a person gave it up; what it made may still be there, and the run says so for good
 *
 * A run moves `forward` until somebody asks for clean-up or cancels with undo (or the plan says `onFailure: 'undo'`);
 * then it `unwinds`, and never goes forward again.
 */
import type { Failure } from '@/lib/core/errors'
import type { Plan } from './plan'

export type RunEvent = { readonly at: number } & RunEventBody
export type RunEventBody =
  /** A worker took the run. Whoever finds a newer claim than its own lets go. */
  | { readonly type: 'claimed'; readonly by: string }
  | { readonly type: 'started' | 'undo_started' | 'undo_finished'; readonly node: string }
  | { readonly type: 'succeeded' | 'skipped'; readonly node: string; readonly output: unknown }
  | { readonly type: 'attempt_failed'; readonly node: string; readonly error: Failure; readonly retryAt: number }
  | { readonly type: 'failed' | 'undo_failed'; readonly node: string; readonly error: Failure }
  /** Without a node: every failed node. */
  | { readonly type: 'retry_requested'; readonly node?: string; readonly actor: string }
  | { readonly type: 'cancel_requested'; readonly outcome: 'hold' | 'undo'; readonly actor: string }
  | { readonly type: 'cleanup_requested'; readonly actor: string }
  | { readonly type: 'undo_given_up'; readonly node: string; readonly actor: string }

export type NodeStatus =
  | 'pending'
  | 'running'
  | 'waiting'
  | 'done'
  | 'skipped'
  | 'failed'
  | 'undoing'
  | 'undone'
  | 'stuck'
  | 'left'

export interface NodeState {
  readonly status: NodeStatus
  /** Attempts begun so far, undo not counted. */
  readonly attempt: number
  /** Those of them from before a person's last retry: the step's patience begins anew then. */
  readonly attemptsBefore: number
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
  readonly retryAt: number | undefined
  readonly error: Failure | undefined
}

export interface RunState {
  readonly plan: Plan
  readonly owner: string | undefined
  readonly direction: 'forward' | 'unwind'
  /** Cancelled with hold: nothing new starts until somebody retries. */
  readonly paused: boolean
  readonly nodes: Readonly<Record<string, NodeState>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly startedAt: number | undefined
  readonly lastEventAt: number | undefined
  readonly eventCount: number
}

type NodeEventType = Extract<RunEventBody, { readonly node: string }>['type']

const transitions = {
  started: { from: ['pending', 'running', 'waiting'], to: 'running' },
  succeeded: { from: ['running'], to: 'done' },
  attempt_failed: { from: ['running'], to: 'waiting' },
  failed: { from: ['running', 'waiting'], to: 'failed' },
  skipped: { from: ['failed'], to: 'skipped' },
  undo_started: { from: ['running', 'waiting', 'done', 'skipped', 'failed', 'undoing'], to: 'undoing' },
  undo_finished: { from: ['undoing'], to: 'undone' },
  undo_failed: { from: ['undoing'], to: 'stuck' },
  undo_given_up: { from: ['stuck'], to: 'left' },
} as const satisfies Record<Exclude<NodeEventType, 'retry_requested'>, { from: readonly NodeStatus[]; to: NodeStatus }>

export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition'
}

const FRESH: NodeState = {
  status: 'pending',
  attempt: 0,
  attemptsBefore: 0,
  startedAt: undefined,
  endedAt: undefined,
  retryAt: undefined,
  error: undefined,
}

export function initial(plan: Plan): RunState {
  return {
    plan,
    owner: undefined,
    direction: 'forward',
    paused: false,
    nodes: Object.fromEntries(plan.nodes.map((node) => [node.id, FRESH])),
    outputs: {},
    startedAt: undefined,
    lastEventAt: undefined,
    eventCount: 0,
  }
}

/** The node's state, for an id that the plan has. */
export function nodeState(state: RunState, id: string): NodeState {
  const node = state.nodes[id]
  if (node === undefined) throw new IllegalTransition(`the plan has no node ${id}`)
  return node
}

function mapNodes(state: RunState, change: (node: NodeState, id: string) => NodeState): RunState['nodes'] {
  return Object.fromEntries(Object.entries(state.nodes).map(([id, node]) => [id, change(node, id)]))
}

function applyCommand(state: RunState, event: RunEvent): RunState | undefined {
  switch (event.type) {
    case 'claimed':
      return { ...state, owner: event.by }
    case 'cancel_requested':
      return event.outcome === 'undo' ? { ...state, direction: 'unwind', paused: false } : { ...state, paused: true }
    case 'cleanup_requested':
      // A stuck undo is tried again by asking for clean-up again.
      return {
        ...state,
        direction: 'unwind',
        paused: false,
        nodes: mapNodes(state, (node) => (node.status === 'stuck' ? { ...node, status: 'failed' } : node)),
      }
    case 'retry_requested':
      if (state.direction === 'unwind') throw new IllegalTransition('a run that is being undone cannot be retried')
      return {
        ...state,
        paused: false,
        nodes: mapNodes(state, (node, id) =>
          node.status === 'failed' && (event.node === undefined || event.node === id)
            ? { ...node, status: 'pending', attemptsBefore: node.attempt, error: undefined, endedAt: undefined }
            : node,
        ),
      }
    default:
      return undefined
  }
}

function applyToNode(node: NodeState, event: RunEvent, to: NodeStatus): NodeState {
  switch (event.type) {
    case 'started':
      return {
        ...node,
        status: to,
        attempt: node.attempt + 1,
        startedAt: event.at,
        endedAt: undefined,
        retryAt: undefined,
        error: undefined,
      }
    case 'attempt_failed':
      return { ...node, status: to, error: event.error, retryAt: event.retryAt, endedAt: event.at }
    case 'failed':
    case 'undo_failed':
      return { ...node, status: to, error: event.error, retryAt: undefined, endedAt: event.at }
    case 'undo_started':
      return { ...node, status: to, retryAt: undefined }
    default:
      return { ...node, status: to, endedAt: event.at }
  }
}

/** Adds one event. Pure; throws IllegalTransition for an event that cannot follow. The browser uses it too. */
export function reduce(state: RunState, event: RunEvent): RunState {
  const counted = {
    ...state,
    eventCount: state.eventCount + 1,
    lastEventAt: event.at,
    startedAt: state.startedAt ?? event.at,
  }
  const commanded = applyCommand(counted, event)
  if (commanded !== undefined) return commanded
  if (!('node' in event) || event.type === 'retry_requested' || event.node === undefined) return counted
  const { from, to } = transitions[event.type]
  const node = nodeState(state, event.node)
  if (!(from as readonly NodeStatus[]).includes(node.status)) {
    throw new IllegalTransition(`${event.type} for ${event.node}, which is ${node.status}`)
  }
  const outputs =
    event.type === 'succeeded' || event.type === 'skipped'
      ? { ...state.outputs, [event.node]: event.output }
      : state.outputs
  return { ...counted, outputs, nodes: { ...state.nodes, [event.node]: applyToNode(node, event, to) } }
}
