import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { MachineTarget } from '@/lib/ports/remote-host'
import { removeApp } from '../steps/app/deploy'
import { unloadApp } from '../steps/app/side-load'
import type { ClusterAccess } from '../steps/cluster/access'

export interface RemoveAppOptions {
  readonly app: PlannedApp
  readonly access: ClusterAccess
  readonly machines: readonly MachineTarget[]
}

const CLUSTER_LANE = 'cluster'

/** Takes an app off a cluster: its objects first, then its image off every machine. */
export function removeAppPlan({ app, access, machines }: RemoveAppOptions): Plan {
  const builder = new PlanBuilder('remove-app', {
    lanes: [
      { id: CLUSTER_LANE, title: 'Cluster', subtitle: app.title },
      ...machines.map((target) => ({ id: target.machineId, title: target.name, subtitle: target.address })),
    ],
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
