import type { PlannedApp } from '@/lib/ports/planned-app'
import type { AppDefinition } from './app-definition'

export interface PlanAppOptions {
  readonly clusterId: string
  /** Default: the app's own. */
  readonly replicas?: number
  /** An image in a registry that the machines reach, instead of side-loading ours. */
  readonly registryImage?: string
}

/** The app made ready for a cluster: what goes into a plan. */
export function planApp(app: AppDefinition, { clusterId, replicas, registryImage }: PlanAppOptions): PlannedApp {
  const image = registryImage ?? app.image.ref
  const imageComes = registryImage === undefined ? 'side-load' : 'registry'
  const objects = app.objects({
    clusterId,
    replicas: replicas ?? app.replicas.initial,
    image,
    // A machine that lacks a side-loaded image must say so, not look for it on the internet.
    pullPolicy: imageComes === 'side-load' ? 'Never' : 'IfNotPresent',
  })
  return {
    id: app.id,
    title: app.title,
    version: app.version,
    image,
    imageComes,
    // Plans are JSON: what goes in is what is stored.
    objects: objects.map((object) => structuredClone(object) as PlannedApp['objects'][number]),
    deployment: { namespace: app.namespace, name: app.deployment, labelSelector: app.labelSelector },
    answers: app.answers,
  }
}
