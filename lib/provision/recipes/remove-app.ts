import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { removeApp } from '../steps/app/deploy'
import { unloadApp } from '../steps/app/side-load'
import { verifyAppGone } from '../steps/app/verify-gone'
import type { ClusterAccess } from '../steps/cluster/access'
import { CLUSTER_LANE, clusterLanes } from './cluster-lanes'
import { broughtImages } from './parts/install-app'
import { shareApp } from './parts/share-app'
import { shareMachine } from './parts/share-machine'

export interface RemoveAppOptions {
  readonly app: PlannedApp
  readonly access: ClusterAccess
  readonly machines: readonly PlannedMachine[]
  /** Leaves its images on the machines: the next install is faster. Default: they go too. */
  readonly keepImages?: boolean
}

/** Takes an app off a cluster: its objects first, then a look that nothing is left, then its images off every machine. */
export function removeAppPlan({ app, access, machines, keepImages = false }: RemoveAppOptions): Plan {
  const builder = new PlanBuilder('remove-app', {
    lanes: clusterLanes(app.title, machines),
    stages: ['App', 'Receipt', 'Image'],
  })
  const shared = shareApp(builder, app)
  const { planned } = shared
  const removed = builder.add(
    `cluster/app.remove/${app.id}`,
    removeApp,
    { access, app: planned },
    { lane: CLUSTER_LANE, stage: 'App' },
  )
  builder.add(
    `cluster/app.verify-gone/${app.id}`,
    verifyAppGone,
    { access, app: planned },
    { lane: CLUSTER_LANE, stage: 'Receipt', after: [removed] },
  )
  for (const machine of keepImages ? [] : machines) {
    for (const { id: image } of broughtImages(shared)) {
      builder.add(
        `${machine.name}/app.unload/${image}`,
        unloadApp,
        { target: shareMachine(builder, machine), app: planned, image },
        { lane: machine.machineId, stage: 'Image', after: [removed] },
      )
    }
  }
  return builder.build()
}
