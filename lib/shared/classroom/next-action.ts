import type { ClusterView } from '@/lib/contracts/live-clusters'
import type { PodRow } from '@/lib/contracts/live-rows'

/** What a student's page knows when it says what comes next. */
export interface StudentNow {
  readonly paused: boolean
  /** The class is over: nothing new is made. */
  readonly ended: boolean
  /** Ids of milestones. */
  readonly reached: ReadonlySet<string>
  readonly practice: boolean
  readonly cluster: { readonly phase: string } | undefined
  readonly view: ClusterView | undefined
}

/** The one thing that a student does next; what it names is on the button. */
export type NextAction =
  | { readonly kind: 'paused' | 'over' | 'create' | 'wait' | 'held' | 'deleting' | 'not-seen' | 'all-done' }
  | { readonly kind: 'open-app' | 'kubeconfig' | 'delete' | 'scale' }
  /** `machine`: the one to cut off, with a pod of theirs; undefined while none has one. */
  | { readonly kind: 'cut-off'; readonly machine: string | undefined }
  | { readonly kind: 'moving' | 'bring-back'; readonly machine: string; readonly pods: number }

/** What comes next, from what the panel sees; a thing that a student does out of order is not asked for again. */
export function nextAction({ paused, ended, reached, practice, cluster, view }: StudentNow): NextAction {
  if (paused) return { kind: 'paused' }
  const has = (id: string) => reached.has(id)
  if (cluster === undefined || cluster.phase === 'deleted') {
    if (has('deleted')) return { kind: 'all-done' }
    return { kind: ended ? 'over' : 'create' }
  }
  if (cluster.phase === 'creating') return { kind: 'wait' }
  if (cluster.phase === 'deleting') return { kind: 'deleting' }
  if (cluster.phase === 'attention') return { kind: 'held' }
  if (view === undefined) return { kind: 'not-seen' }
  const nodes = Object.values(view.rows.nodes)
  const pods = Object.values(view.rows.pods).filter((pod) => !pod.system && pod.owner?.kind !== 'DaemonSet')
  const silent = nodes.find(({ ready }) => !ready)
  if (silent !== undefined) {
    const there = pods.filter(({ node, replaced }) => node === silent.name && !replaced).length
    return { kind: there > 0 ? 'moving' : 'bring-back', machine: silent.name, pods: there }
  }
  if (practice && !has('app-answered')) return { kind: 'open-app' }
  if (!has('scaled-to-three')) return { kind: 'scale' }
  if (practice && !has('pods-moved')) return { kind: 'cut-off', machine: machineToCutOff(view, pods) }
  if (practice && !has('kubectl-used')) return { kind: 'kubeconfig' }
  return { kind: 'delete' }
}

/** Not the server: with it, nobody could say anything of the cluster. */
function machineToCutOff(view: ClusterView, pods: readonly PodRow[]): string | undefined {
  return Object.values(view.rows.nodes)
    .filter(({ name, roles }) => !roles.includes('server') && pods.some((pod) => pod.node === name && pod.ready))
    .map(({ name }) => name)
    .sort()
    .at(-1)
}
