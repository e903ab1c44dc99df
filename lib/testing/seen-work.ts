import type { DeploymentRow, NodeRow, PodRow } from '@/lib/contracts/live-rows'
import type { SeenCluster, SeenRun, SeenWork } from '@/lib/shared/classroom/seen-work'
import { emptyView } from '@/lib/shared/live-cluster/cluster-view'

interface Rows {
  readonly nodes?: readonly NodeRow[]
  readonly pods?: readonly PodRow[]
  readonly deployments?: readonly DeploymentRow[]
}

const byKey = <Row extends { readonly key: string }>(rows: readonly Row[] = []) =>
  Object.fromEntries(rows.map((row) => [row.key, row]))

/** A ready cluster of three with a live view of these rows. */
export function seenCluster({ nodes, pods, deployments }: Rows = {}, changes: Partial<SeenCluster> = {}): SeenCluster {
  const view = emptyView(0)
  return {
    id: 'cluster1',
    phase: 'ready',
    machines: 3,
    view: {
      ...view,
      connection: { ...view.connection, state: 'live' },
      rows: { ...view.rows, nodes: byKey(nodes), pods: byKey(pods), deployments: byKey(deployments) },
    },
    answered: [],
    kubectlAt: undefined,
    receipt: undefined,
    ...changes,
  }
}

/** A run that goes on, without steps. */
export const seenRun = (changes: Partial<SeenRun> = {}): SeenRun => ({
  id: 'run1',
  status: 'running',
  lastEventAt: 0,
  failure: undefined,
  done: 0,
  steps: 10,
  going: [],
  took: [],
  ...changes,
})

/** A student of whom nothing has been seen. */
export const seenWork = (changes: Partial<SeenWork> = {}): SeenWork => ({
  now: 0,
  cluster: undefined,
  run: undefined,
  activeAt: undefined,
  refusedAt: [],
  ...changes,
})
