import type { PlanBuilder, Ref, Wired } from '@/lib/engine/plan'
import type { Architecture } from '@/lib/ports/artifacts'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { appAnswers, appAnswersAtBalancer, recordApp } from '../../steps/app/answers'
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

/** Brings an app's image to machines; nothing where they pull it from a registry themselves. */
export function loadImage(builder: PlanBuilder, app: SharedApp, options: ImageOptions): readonly Ref<unknown>[] {
  const { machines, imageStage: stage } = options
  if (app.imageComes === 'registry') return []
  return machines.map(({ machine, host, after = [] }) =>
    builder.add(
      `${machine.name}/app.side-load/${app.id}`,
      sideLoadApp,
      { target: shareMachine(builder, machine), host, app: app.planned },
      { lane: machine.machineId, stage, after },
    ),
  )
}

/**
 * Puts an app on a cluster: its image on every machine, its objects into the cluster, a look at each address, and the
 * links that the screens show. The machines are all of the cluster's. Stages: App, Open. Returns its end.
 */
export function installApp(builder: PlanBuilder, app: SharedApp, options: InstallOptions): Ref<unknown> {
  const { machines, access, partOfCluster, appsAnswer, after = [] } = options
  const loaded = loadImage(builder, app, options)
  const deployed = builder.add(
    `cluster/app.deploy/${app.id}`,
    deployApp,
    { access, app: app.planned, partOfCluster },
    { lane: CLUSTER_LANE, stage: 'App', after: [...loaded, ...after] },
  )
  const onMachine = ({ machine }: ImageMachine) =>
    builder.add(
      `${machine.name}/app.answers/${app.id}`,
      appAnswers,
      { machine: shareMachine(builder, machine), app: app.planned },
      { lane: machine.machineId, stage: 'Open', after: [deployed] },
    )
  const atBalancer = () => [
    builder.add(
      `cluster/app.answers-at-balancer/${app.id}`,
      appAnswersAtBalancer,
      { access, app: app.planned },
      { lane: CLUSTER_LANE, stage: 'Open', after: [deployed] },
    ),
  ]
  const answers = appsAnswer === 'at-balancer' ? atBalancer() : machines.map(onMachine)
  return builder.add(
    `cluster/app.record/${app.id}`,
    recordApp,
    { app: app.planned, answers },
    { lane: CLUSTER_LANE, stage: 'Open' },
  )
}
