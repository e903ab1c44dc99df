import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { removeApp } from '../steps/app/deploy'
import { unloadApp } from '../steps/app/side-load'
import type { ClusterAccess } from '../steps/cluster/access'
import { CLUSTER_LANE, clusterLanes } from './cluster-lanes'

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
  const removed = builder.add('app.remove', removeApp, { access, app }, { lane: CLUSTER_LANE, stage: 'App' })
  for (const target of app.imageComes === 'side-load' ? machines : []) {
    builder.add(
      `app.unload/${target.machineId}`,
      unloadApp,
      { target, app },
      { lane: target.machineId, stage: 'Image', after: [removed] },
    )
  }
  return builder.build()
}
