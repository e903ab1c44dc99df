import type { RunStatus } from '@/lib/engine/decide'
import type { Plan } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import type { ClusterPhase } from './cluster-phase'

/** A run in a list. Times are milliseconds since the epoch. */
export interface RunSummary {
  readonly id: string
  /** 1, 2, 3 … within the cluster. */
  readonly number: number
  readonly clusterId: string
  readonly clusterName: string
  /** Of simulated machines: to be said wherever it is shown. */
  readonly practice: boolean
  readonly recipe: string
  /** What the person reads, e.g. `Creating hard-crate`. */
  readonly title: string
  readonly status: RunStatus
  readonly createdAt: number
  /** When a worker took it first. */
  readonly startedAt: number | null
  /** When it was over: succeeded or undone. */
  readonly endedAt: number | null
}

/** Everything a run's page begins with; the stream goes on from here. */
export interface RunData {
  readonly run: RunSummary
  readonly provider: string
  readonly phase: ClusterPhase
  /** Without the inputs of its nodes. */
  readonly plan: Plan
  /** All so far, without outputs: the first has number 1, so the stream goes on after number `events.length`. */
  readonly events: readonly RunEvent[]
  /** Number of the last log line; 0 when there is none. */
  readonly logHead: number
  /** Median seconds by step name, from earlier runs of this kind that succeeded. */
  readonly estimates: Readonly<Record<string, number>>
  /** The panel's clock when this was read, to show durations on a browser whose clock differs. */
  readonly now: number
}

/** One cluster with its phase, for the lightweight topic `home`. */
export interface ClusterBrief {
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly phase: ClusterPhase
}

/** What the topic `home` carries, whole each time: the actor's clusters, and their latest runs. */
export interface HomeData {
  readonly clusters: readonly ClusterBrief[]
  readonly runs: readonly RunSummary[]
}
