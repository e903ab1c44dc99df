import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { removeApp } from '../steps/app/deploy'
import { unloadApp } from '../steps/app/side-load'
import type { ClusterAccess } from '../steps/cluster/access'
import { CLUSTER_LANE, clusterLanes } from './cluster-lanes'
import { shareApp } from './parts/share-app'
import { shareMachine } from './parts/share-machine'

export interface RemoveAppOptions {
  readonly app: PlannedApp
  readonly access: ClusterAccess
  readonly machines: readonly PlannedMachine[]
}

/** Takes an app off a cluster: its objects first, then its image off every machine. */
export function removeAppPlan({ app, access, machines }: RemoveAppOptions): Plan {
  const builder = new PlanBuilder('remove-app', {
    lanes: clusterLanes(app.title, machines),
    stages: ['App', 'Image'],
  })
  const { planned } = shareApp(builder, app)
  const removed = builder.add(
    `cluster/app.remove/${app.id}`,
    removeApp,
    { access, app: planned },
    { lane: CLUSTER_LANE, stage: 'App' },
  )
  for (const machine of app.imageComes === 'side-load' ? machines : []) {
    builder.add(
      `${machine.name}/app.unload/${app.id}`,
      unloadApp,
      { target: shareMachine(builder, machine), app: planned },
      { lane: machine.machineId, stage: 'Image', after: [removed] },
    )
  }
  return builder.build()
}
