/**
 * The run as a train line: a lane a machine, a station a stage. Several nodes of one lane and stage share a station,
 * which then shows the state that needs a person most.
 */
import type { Failure } from '@/lib/core/errors'
import type { PlanNode } from '@/lib/engine/plan'
import { type NodeStatus, nodeState, type RunState } from '@/lib/engine/state'

export interface Station {
  readonly stage: string
  readonly nodes: readonly string[]
  readonly status: NodeStatus
  /** Milliseconds so far, or in all; undefined before it began. */
  readonly tookMs: number | undefined
  /** From earlier runs; undefined when there were none. */
  readonly expectedMs: number | undefined
  readonly error: Failure | undefined
  /** Nodes of other lanes that it waits for, while it is pending. */
  readonly waitsFor: readonly string[]
}

export interface TrainLine {
  readonly lane: string
  readonly title: string
  readonly subtitle: string
  readonly status: NodeStatus
  /** One place a stage of the plan; undefined where this lane does not stop. */
  readonly stations: readonly (Station | undefined)[]
}

/** What decides a station's look: the first of these that any of its nodes is in. */
const URGENCY: readonly NodeStatus[] = [
  'stuck',
  'failed',
  'undoing',
  'running',
  'waiting',
  'pending',
  'left',
  'undone',
  'skipped',
  'done',
]

/** Milliseconds that a step takes, from earlier runs, by step name. */
export type Estimates = Readonly<Record<string, number>>

const most = (statuses: readonly NodeStatus[]): NodeStatus =>
  URGENCY.find((status) => statuses.includes(status)) ?? 'pending'

function stationOf(
  state: RunState,
  stage: string,
  nodes: readonly PlanNode[],
  estimates: Estimates,
  now: number,
): Station {
  const states = nodes.map((node) => nodeState(state, node.id))
  const some = states.map((node) => node.status)
  const begun = states.flatMap((node) => node.startedAt ?? [])
  const ended = states.map((node) => node.endedAt)
  const half = some.includes('done') && some.includes('pending')
  const until = ended.every((at) => at !== undefined) ? Math.max(...ended) : now
  const expected = nodes.map((node) => estimates[node.step])
  return {
    stage,
    nodes: nodes.map((node) => node.id),
    status: most(some) === 'pending' && half ? 'running' : most(some),
    tookMs: begun.length > 0 ? Math.max(0, until - Math.min(...begun)) : undefined,
    expectedMs: expected.every((ms) => ms !== undefined) ? expected.reduce((sum, ms) => sum + ms, 0) : undefined,
    error: states.find((node) => ['failed', 'stuck', 'waiting', 'left'].includes(node.status))?.error,
    waitsFor: nodes.flatMap((node) =>
      node.after.filter((id) => !['done', 'skipped'].includes(nodeState(state, id).status)),
    ),
  }
}

/** Lays a run out as lanes of stations. Pure: the same on the server, in the browser and in a replay. */
export function trainLines(state: RunState, estimates: Estimates, now: number): readonly TrainLine[] {
  return state.plan.lanes.map((lane) => {
    const own = state.plan.nodes.filter((node) => node.lane === lane.id)
    const stations = state.plan.stages.map((stage) => {
      const nodes = own.filter((node) => node.stage === stage)
      return nodes.length > 0 ? stationOf(state, stage, nodes, estimates, now) : undefined
    })
    const statuses = own.map((node) => nodeState(state, node.id).status)
    return { lane: lane.id, title: lane.title, subtitle: lane.subtitle, status: most(statuses), stations }
  })
}

/** The longest expected way through what is still to come, in milliseconds; undefined when a step was never timed. */
export function remainingMs(state: RunState, estimates: Estimates, now: number): number | undefined {
  const finishAt = new Map<string, number>()
  for (const node of state.plan.nodes) {
    const { status, startedAt } = nodeState(state, node.id)
    const readyIn = Math.max(0, ...node.after.map((id) => finishAt.get(id) ?? 0))
    if (status === 'done' || status === 'skipped') {
      finishAt.set(node.id, 0)
      continue
    }
    const expected = estimates[node.step]
    if (expected === undefined) return undefined
    const spent = status === 'running' && startedAt !== undefined ? now - startedAt : 0
    finishAt.set(node.id, readyIn + Math.max(0, expected - spent))
  }
  return Math.max(0, ...finishAt.values())
}

/** The station a person wants to see when they ask for none: what failed, else what runs, else the last that ended. */
export function stationToShow(lines: readonly TrainLine[]): Station | undefined {
  const stations = lines.flatMap((line) => line.stations.flatMap((station) => station ?? []))
  for (const status of ['stuck', 'failed', 'undoing', 'running', 'waiting'] as const) {
    const found = stations.find((station) => station.status === status)
    if (found) return found
  }
  return stations.findLast((station) => station.status === 'done') ?? stations[0]
}
