import { type Plan, PlanBuilder, type Ref } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { MachineTarget } from '@/lib/ports/remote-host'
import { appAnswers, recordApp } from '../steps/app/answers'
import { deployApp } from '../steps/app/deploy'
import { sideLoadApp } from '../steps/app/side-load'
import type { ClusterAccess } from '../steps/cluster/access'

export interface AppMachine {
  readonly target: MachineTarget
  readonly architecture: 'amd64' | 'arm64' | 'arm'
}

export interface InstallAppOptions {
  readonly app: PlannedApp
  readonly access: ClusterAccess
  readonly machines: readonly AppMachine[]
}

const CLUSTER_LANE = 'cluster'

/** Puts an app on a cluster that runs: its image on every machine, its objects into the cluster, and a look at each address. */
export function installAppPlan({ app, access, machines }: InstallAppOptions): Plan {
  const stages = ['Image', 'App', 'Answers', 'Links']
  const builder = new PlanBuilder('install-app', {
    lanes: [
      { id: CLUSTER_LANE, title: 'Cluster', subtitle: app.title },
      ...machines.map(({ target }) => ({ id: target.machineId, title: target.name, subtitle: target.address })),
    ],
    stages,
  })
  const loaded = app.imageComes === 'side-load' ? machines.map((machine) => sideLoad(builder, app, machine)) : []
  const deployed = builder.add(
    'app.deploy',
    deployApp,
    { access, app, partOfCluster: false },
    { lane: CLUSTER_LANE, stage: 'App', after: loaded },
  )
  const answers = machines.map(({ target }) =>
    builder.add(
      `app.answers/${target.machineId}`,
      appAnswers,
      { machine: { name: target.name, address: target.address }, app },
      { lane: target.machineId, stage: 'Answers', after: [deployed] },
    ),
  )
  builder.add('app.record', recordApp, { app, answers }, { lane: CLUSTER_LANE, stage: 'Links' })
  return builder.build()
}

function sideLoad(builder: PlanBuilder, app: PlannedApp, { target, architecture }: AppMachine): Ref<unknown> {
  return builder.add(
    `app.side-load/${target.machineId}`,
    sideLoadApp,
    { target, host: { architecture }, app },
    { lane: target.machineId, stage: 'Image' },
  )
}
