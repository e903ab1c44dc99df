import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { Architecture } from '@/lib/ports/artifacts'
import type { KubeObject } from '@/lib/ports/cluster-api'
import type { PlannedApp } from '@/lib/ports/planned-app'

/** An image of an app, and where it comes from. */
export interface AppImage {
  /** In the store of images; with one image the app's own id. */
  readonly id: string
  readonly version: string
  /** The name under which a machine has it after side-loading. */
  readonly ref: string
  /** Folder in demos/ from which BuzzCrate builds it. */
  readonly demo: string
}

/** How containers name an image on this cluster. */
export interface PlacedImage {
  readonly image: string
  readonly imagePullPolicy: 'Never' | 'IfNotPresent'
}

/** What differs from cluster to cluster. */
export interface AppPlacement<Inputs = unknown> {
  readonly clusterId: string
  readonly inputs: Inputs
  /** The cluster has k3s's ingress controller. */
  readonly traefik: boolean
  /** @param id of one of the app's images */
  image(id: string): PlacedImage
}

/** What an app is on a cluster, as a plan holds it. */
export interface RenderedApp extends Pick<PlannedApp, 'secrets' | 'checks' | 'doors'> {
  /** In the order to apply them. A Namespace comes first. */
  readonly objects: readonly KubeObject[]
}

export interface AppNeeds {
  /** Of all its pods together, as it asks Kubernetes for it. */
  readonly memoryMiB: number
  /** Opens a port by a Service of type LoadBalancer where it has no ingress. */
  readonly loadBalancer: boolean
  /** `used`: opened by name where the cluster has an ingress controller, by a port where it has none. */
  readonly ingress: 'no' | 'used'
  /** Keeps data in a volume. */
  readonly storage: boolean
}

/** What everybody may know of an app: the screens and docs are made from this data. */
export interface AppFacts {
  readonly id: string
  readonly title: string
  /** One plain sentence. */
  readonly summary: string
  /** What a learner sees by it, a short sentence each. */
  readonly teaches: readonly string[]
  /** What one must know before one trusts it, a sentence each. */
  readonly cautions: readonly string[]
  readonly version: string
  /** Of each of its images. */
  readonly architectures: readonly Architecture[]
  readonly images: readonly AppImage[]
  readonly needs: AppNeeds
  /** Why it is not offered on simulated machines; undefined: what answers there answers like the real one. */
  readonly notInPractice: string | undefined
}

/** One app of the catalogue: one folder in lib/apps. */
export interface AppDefinition extends AppFacts {
  /** What a person may choose, each field with a title, maybe a description, and a default. */
  readonly inputs: z.ZodObject
  /** Inputs as they are kept. Throws `bad-input`, which names the fields. */
  parse(inputs: unknown): PlannedApp['inputs']
  /** Throws `bad-input` and what the app refuses, e.g. `app-needs-ingress`. */
  render(placement: AppPlacement): RenderedApp
}

/** Makes an app of its facts, its inputs and a function that renders it from them. */
export function defineApp<Inputs extends z.ZodObject>(
  facts: AppFacts,
  { inputs, render }: { readonly inputs: Inputs; render(placement: AppPlacement<z.output<Inputs>>): RenderedApp },
): AppDefinition {
  const read = (values: unknown): z.output<Inputs> => {
    const parsed = inputs.safeParse(values)
    if (parsed.success) return parsed.data
    const fields = parsed.error.issues.map(({ path, message }) => ({
      field: ['inputs', ...path].join('.'),
      problem: message,
    }))
    throw new AppError('bad-input', {
      userMessage: `${facts.title} cannot be installed like this. ${fields.map(({ field, problem }) => `${field}: ${problem}`).join(' ')}`,
      details: { fields },
    })
  }
  return {
    ...facts,
    inputs,
    parse: (values) => z.record(z.string(), z.json()).parse(read(values)),
    render: (placement) => render({ ...placement, inputs: read(placement.inputs) }),
  }
}
