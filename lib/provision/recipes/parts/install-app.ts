import type { z } from 'zod'
import type { PlanBuilder, Ref, Wired } from '@/lib/engine/plan'
import type { Architecture } from '@/lib/ports/artifacts'
import type { PlannedImage } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import {
  appAnswers,
  appAnswersAtBalancer,
  appAnswersAtIngress,
  type OpenedDoors,
  recordApp,
} from '../../steps/app/answers'
import { deployApp } from '../../steps/app/deploy'
import { sideLoadApp } from '../../steps/app/side-load'
import type { ClusterAccess } from '../../steps/cluster/access'
import { CLUSTER_LANE } from '../cluster-lanes'
import type { SharedApp } from './share-app'
import { shareMachine } from './share-machine'

/** A machine that an app's image is brought to. */
export interface ImageMachine {
  readonly machine: PlannedMachine
  readonly host: Wired<{ readonly architecture: Architecture }>
  /** What has to be over before the image is loaded, e.g. the installation of k3s. */
  readonly after?: readonly Ref<unknown>[]
}

export interface ImageOptions {
  readonly machines: readonly ImageMachine[]
  /** Column of the run view for the images. */
  readonly imageStage: string
}

/** Where apps are opened: at each machine's own address, or at the one of a load balancer that the cluster's cloud gives. */
export type AppsAnswer = 'on-machines' | 'at-balancer'

export interface InstallOptions extends ImageOptions {
  readonly access: Wired<ClusterAccess>
  /** The same plan makes the cluster: its undo takes the app with it. */
  readonly partOfCluster: boolean
  readonly appsAnswer: AppsAnswer
  /** What has to be over before the app's objects are written, besides its images. */
  readonly after?: readonly Ref<unknown>[]
}

/** Images of an app that are brought to machines by us. */
export const broughtImages = ({ images }: Pick<SharedApp, 'images'>): readonly PlannedImage[] =>
  images.filter(({ comes }) => comes === 'side-load')

/** Brings an app's images to machines; nothing of those that they pull from a registry themselves. */
export function loadImages(
  builder: PlanBuilder,
  app: SharedApp,
  { machines, imageStage: stage }: ImageOptions,
  images = broughtImages(app),
): readonly Ref<unknown>[] {
  return machines.flatMap(({ machine, host, after = [] }) =>
    images.map(({ id: image }) =>
      builder.add(
        `${machine.name}/app.side-load/${image}`,
        sideLoadApp,
        { target: shareMachine(builder, machine), host, app: app.planned, image },
        { lane: machine.machineId, stage, after },
      ),
    ),
  )
}

/**
 * Puts an app on a cluster: its images on every machine, its objects into the cluster, a look at each door, and the
 * links that the screens show. The machines are all of the cluster's. Stages: App, Open. Returns its end.
 */
export function installApp(builder: PlanBuilder, app: SharedApp, options: InstallOptions): Ref<unknown> {
  const { machines, access, partOfCluster, after = [] } = options
  const loaded = loadImages(builder, app, options)
  const deployed = builder.add(
    `cluster/app.deploy/${app.id}`,
    deployApp,
    { access, app: app.planned, partOfCluster },
    { lane: CLUSTER_LANE, stage: 'App', after: [...loaded, ...after] },
  )
  const answers = openDoors(builder, app, { ...options, machines: machines.map(({ machine }) => machine), deployed })
  return builder.add(
    `cluster/app.record/${app.id}`,
    recordApp,
    { app: app.planned, answers },
    { lane: CLUSTER_LANE, stage: 'Open', after: [deployed] },
  )
}

interface DoorOptions extends Pick<InstallOptions, 'access' | 'appsAnswer'> {
  readonly machines: readonly PlannedMachine[]
  readonly deployed: Ref<unknown>
}

/** A look at every door of an app, where it is. Stage: Open. */
export function openDoors(
  builder: PlanBuilder,
  app: SharedApp,
  { machines, access, appsAnswer, deployed }: DoorOptions,
): readonly Ref<z.infer<typeof OpenedDoors>>[] {
  const has = (kind: SharedApp['doors'][number]['kind']) => app.doors.some((door) => door.kind === kind)
  const inCluster = { lane: CLUSTER_LANE, stage: 'Open', after: [deployed] }
  const wired = { access, app: app.planned }
  return [
    ...(has('port') && appsAnswer === 'at-balancer'
      ? [builder.add(`cluster/app.answers-at-balancer/${app.id}`, appAnswersAtBalancer, wired, inCluster)]
      : []),
    ...(has('port') && appsAnswer === 'on-machines'
      ? machines.map((machine) =>
          builder.add(
            `${machine.name}/app.answers/${app.id}`,
            appAnswers,
            { machine: shareMachine(builder, machine), app: app.planned },
            { lane: machine.machineId, stage: 'Open', after: [deployed] },
          ),
        )
      : []),
    ...(has('ingress')
      ? [builder.add(`cluster/app.answers-at-ingress/${app.id}`, appAnswersAtIngress, wired, inCluster)]
      : []),
  ]
}
