import type { PlannedApp, PlannedImage } from '@/lib/ports/planned-app'
import type { AppDefinition } from './app-definition'

export interface PlanAppOptions {
  readonly clusterId: string
  /** What the person chose; what is not said is the app's own choice. */
  readonly inputs?: unknown
  /** Images in a registry that the machines reach, by the id of the image they stand for, instead of side-loading ours. */
  readonly registryImages?: Readonly<Record<string, string>>
  /** The cluster has k3s's ingress controller. Default: no. */
  readonly traefik?: boolean
}

/** The app made ready for a cluster: what goes into a plan. Throws `bad-input`, and what the app refuses. */
export function planApp(app: AppDefinition, options: PlanAppOptions): PlannedApp {
  const { clusterId, traefik = false, registryImages = {} } = options
  const inputs = app.parse(options.inputs ?? {})
  const images = app.images.map(({ id, version, ref }): PlannedImage => {
    const pulled = registryImages[id]
    return { id, version, ref: pulled ?? ref, comes: pulled === undefined ? 'side-load' : 'registry' }
  })
  const { objects, ...rendered } = app.render({
    clusterId,
    inputs,
    traefik,
    image(id) {
      const image = images.find((each) => each.id === id)
      if (image === undefined) throw new Error(`${app.id} has no image ${id}`)
      // A machine that lacks a side-loaded image must say so, not look for it on the internet.
      return { image: image.ref, imagePullPolicy: image.comes === 'side-load' ? 'Never' : 'IfNotPresent' }
    },
  })
  return {
    id: app.id,
    title: app.title,
    version: app.version,
    inputs,
    images,
    ...rendered,
    // Plans are JSON: what goes in is what is stored.
    objects: objects.map((object) => structuredClone(object) as PlannedApp['objects'][number]),
    storage: app.needs.storage,
  }
}
