import type { PlanBuilder, Ref, Wired } from '@/lib/engine/plan'
import type { ClusterAccess } from '../../steps/cluster/access'
import { fetchKubeconfig } from '../../steps/k3s/kubeconfig'
import type { JoinSecrets } from '../../steps/k3s/secrets'
import type { CloudMachine } from '../../steps/k3s/seen-machine'
import { type RunningServer, startServer } from '../../steps/k3s/start-server'
import { CLUSTER_LANE } from '../cluster-lanes'
import type { SetUpMachine } from './set-up-k3s'
import { shareMachine } from './share-machine'

export interface ServerOptions {
  readonly secrets: Wired<JoinSecrets>
  readonly allowCgroupV1: boolean
  readonly traefik: boolean
  readonly clusterCidr?: string
  readonly serviceCidr?: string
  /** Of a machine that its cloud's own controller looks after. */
  readonly cloud?: Wired<CloudMachine>
  /** Of the kubeconfig. */
  readonly contextName: string
  readonly ownerId: string
}

export interface ServerThatRuns {
  readonly server: Ref<RunningServer>
  readonly access: Ref<ClusterAccess>
}

/** Starts the server of a cluster and fetches its kubeconfig. Stage: Start. */
export function bringUpServer(builder: PlanBuilder, setUp: SetUpMachine, options: ServerOptions): ServerThatRuns {
  const { seen, ready } = setUp
  const { name, machineId: lane } = setUp.machine
  const machine = shareMachine(builder, setUp.machine)
  const { contextName, ownerId, ...start } = options
  const server = builder.add(
    `${name}/k3s.start-server`,
    startServer,
    { machine, seen, ...start },
    { lane, stage: 'Start', after: ready },
  )
  const access = builder.add(
    'cluster/k3s.kubeconfig',
    fetchKubeconfig,
    { machine, server, clusterName: contextName, ownerId },
    { lane: CLUSTER_LANE, stage: 'Start' },
  )
  return { server, access }
}
