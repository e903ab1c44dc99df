import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { PlannedApp, PlannedImage } from '@/lib/ports/planned-app'
import type { OpenDoors } from '@/lib/ports/provision-ports'
import { changeApp, recordChange } from '../steps/app/change'
import { unloadOldImage } from '../steps/app/side-load'
import { CLUSTER_LANE, clusterLanes } from './cluster-lanes'
import type { InstallAppOptions } from './install-app'
import { broughtImages, loadImages, openDoors } from './parts/install-app'
import { shareApp } from './parts/share-app'
import { shareMachine } from './parts/share-machine'

export interface ChangeAppOptions extends InstallAppOptions {
  /** What the app is now, and where it answers: the undo goes back to it. */
  readonly before: PlannedApp
  readonly openedBefore: OpenDoors
}

/**
 * Makes an app that runs another one of itself: more pods, another door, a newer version. Images that it did not have
 * come first, and those that it no longer has go last, once it has been seen to answer.
 */
export function changeAppPlan(options: ChangeAppOptions): Plan {
  const { app, before, openedBefore, access, machines, appsAnswer = 'on-machines' } = options
  const planned = machines.map(({ machine }) => machine)
  const builder = new PlanBuilder('change-app', {
    lanes: clusterLanes(app.title, planned),
    stages: ['Load', 'App', 'Open', 'Image'],
  })
  const shared = shareApp(builder, app)
  const sharedBefore = shareApp(builder, before)
  const imageMachines = machines.map(({ machine, architecture }) => ({ machine, host: { architecture } }))
  const fresh = without(broughtImages(shared), before.images)
  const loaded = loadImages(builder, shared, { machines: imageMachines, imageStage: 'Load' }, fresh)
  const changed = builder.add(
    `cluster/app.change/${app.id}`,
    changeApp,
    { access, before: sharedBefore.planned, app: shared.planned },
    { lane: CLUSTER_LANE, stage: 'App', after: loaded },
  )
  const answers = openDoors(builder, shared, { machines: planned, access, appsAnswer, deployed: changed })
  const recorded = builder.add(
    `cluster/app.record-change/${app.id}`,
    recordChange,
    { before: sharedBefore.planned, openedBefore, app: shared.planned, answers },
    { lane: CLUSTER_LANE, stage: 'Open', after: [changed] },
  )
  const stale = without(broughtImages(sharedBefore), app.images)
  for (const { machine, host } of imageMachines) {
    for (const { id: image } of stale) {
      builder.add(
        `${machine.name}/app.unload-old/${image}`,
        unloadOldImage,
        { target: shareMachine(builder, machine), host, app: sharedBefore.planned, image },
        { lane: machine.machineId, stage: 'Image', after: [recorded] },
      )
    }
  }
  return builder.build()
}

const without = (images: readonly PlannedImage[], others: readonly PlannedImage[]): readonly PlannedImage[] =>
  images.filter(
    ({ id, version, ref }) => !others.some((each) => each.id === id && each.version === version && each.ref === ref),
  )
