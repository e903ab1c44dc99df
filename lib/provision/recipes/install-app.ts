import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { appAnswers, recordApp } from '../steps/app/answers'
import { deployApp } from '../steps/app/deploy'
import { sideLoadApp } from '../steps/app/side-load'
import type { ClusterAccess } from '../steps/cluster/access'
import { CLUSTER_LANE, clusterLanes } from './cluster-lanes'

export interface AppMachine {
  readonly machine: PlannedMachine
  readonly architecture: 'amd64' | 'arm64' | 'arm'
}

export interface InstallAppOptions {
  readonly app: PlannedApp
  readonly access: ClusterAccess
  readonly machines: readonly AppMachine[]
}

/** Puts an app on a cluster that runs: its image on every machine, its objects into the cluster, and a look at each address. */
export function installAppPlan({ app, access, machines }: InstallAppOptions): Plan {
  const stages = ['Image', 'App', 'Answers', 'Links']
  const builder = new PlanBuilder('install-app', {
    lanes: clusterLanes(
      app.title,
      machines.map(({ machine }) => machine),
    ),
    stages,
  })
  const loaded = app.imageComes === 'side-load' ? machines.map((machine) => sideLoad(builder, app, machine)) : []
  const deployed = builder.add(
    'app.deploy',
    deployApp,
    { access, app, partOfCluster: false },
    { lane: CLUSTER_LANE, stage: 'App', after: loaded },
  )
  const answers = machines.map(({ machine }) =>
    builder.add(
      `app.answers/${machine.machineId}`,
      appAnswers,
      { machine, app },
      { lane: machine.machineId, stage: 'Answers', after: [deployed] },
    ),
  )
  builder.add('app.record', recordApp, { app, answers }, { lane: CLUSTER_LANE, stage: 'Links' })
  return builder.build()
}

function sideLoad(builder: PlanBuilder, app: PlannedApp, { machine, architecture }: AppMachine): Ref<unknown> {
  return builder.add(
    `app.side-load/${machine.machineId}`,
    sideLoadApp,
    { target: machine, host: { architecture }, app },
    { lane: machine.machineId, stage: 'Image' },
  )
}
