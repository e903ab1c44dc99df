import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { Architecture } from '@/lib/ports/artifacts'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { ClusterAccess } from '../steps/cluster/access'
import { clusterLanes } from './cluster-lanes'
import { type AppsAnswer, installApp } from './parts/install-app'
import { shareApp } from './parts/share-app'

export interface AppMachine {
  readonly machine: PlannedMachine
  readonly architecture: Architecture
}

export interface InstallAppOptions {
  readonly app: PlannedApp
  readonly access: ClusterAccess
  readonly machines: readonly AppMachine[]
  /** Default: on each machine. */
  readonly appsAnswer?: AppsAnswer
}

/** Puts an app on a cluster that runs: its image on every machine, its objects into the cluster, and a look at each address. */
export function installAppPlan({ app, access, machines, appsAnswer = 'on-machines' }: InstallAppOptions): Plan {
  const builder = new PlanBuilder('install-app', {
    lanes: clusterLanes(
      app.title,
      machines.map(({ machine }) => machine),
    ),
    stages: ['Image', 'App', 'Open'],
  })
  installApp(builder, shareApp(builder, app), {
    machines: machines.map(({ machine, architecture }) => ({ machine, host: { architecture } })),
    imageStage: 'Image',
    access,
    partOfCluster: false,
    appsAnswer,
  })
  return builder.build()
}
