import type { ClusterView } from '@/lib/contracts/live-clusters'
import type { RunStatus } from '@/lib/engine/decide'
import type { ClusterPhase } from '@/lib/shared/cluster-phase'

/**
 * What the panel has seen of one student's work at one moment. Milestones and marks are functions of it and of nothing
 * else, so a lesson can ask the same. Times are milliseconds since the epoch by the panel's clock.
 */
export interface SeenWork {
  readonly now: number
  /** The latest cluster; undefined before the first. */
  readonly cluster: SeenCluster | undefined
  /** Its latest run; undefined before the first. */
  readonly run: SeenRun | undefined
  /** When the student last did something that the panel noticed: a request, a command, kubectl, an app. */
  readonly activeAt: number | undefined
  /** When the panel refused something that the student asked for, oldest first. */
  readonly refusedAt: readonly number[]
}

export interface SeenCluster {
  readonly id: string
  readonly phase: ClusterPhase
  /** Machines that it was made with. */
  readonly machines: number
  /** Undefined until a watcher has seen it. */
  readonly view: ClusterView | undefined
  /** Requests of browsers that its apps answered, the first of each app. */
  readonly answered: readonly { readonly app: string; readonly at: number }[]
  /** The first request with a kubeconfig that its student downloaded. */
  readonly kubectlAt: number | undefined
  /** After its deletion: when it was looked over, and how much was still there. */
  readonly receipt: { readonly checkedAt: number; readonly left: number } | undefined
}

export interface SeenRun {
  readonly id: string
  readonly status: RunStatus
  /** When its latest event happened. */
  readonly lastEventAt: number
  /** What the first step that failed says, in plain words. */
  readonly failure: string | undefined
  readonly done: number
  readonly steps: number
  /** Steps that go on now. */
  readonly going: readonly { readonly step: string; readonly stage: string; readonly since: number }[]
  /** Steps that are done. */
  readonly took: readonly { readonly step: string; readonly ms: number }[]
}
