import { z } from 'zod'
import type { Contract } from './endpoint'
import { Architecture, Id, list } from './field'

/** The image of an app for one architecture. */
export const KeptImage = z.object({
  architecture: Architecture,
  /** Undefined: there is none here. */
  from: z.enum(['built', 'uploaded']).optional(),
  /** Of the archive; 0 when there is none. */
  bytes: z.number(),
})
export type KeptImage = z.infer<typeof KeptImage>

/** An app of the catalogue. */
export const CatalogueApp = z
  .object({
    id: z.string(),
    title: z.string(),
    /** One sentence: what it is. */
    summary: z.string(),
    /** What one learns from it. */
    teaches: z.string(),
    version: z.string(),
    /** Architectures of which the image is here. Empty: it must be built or uploaded first. */
    images: list(Architecture),
    /** Where the image came from, or what to do to get one. */
    imageNote: z.string(),
    /** Architectures that the app is made for, each with the image that is kept here for it. */
    kept: list(KeptImage),
    /** The image that machines pull by themselves, in place of what is kept here. */
    registryImage: z.string().optional(),
    /** The name that an uploaded image must have. */
    imageName: z.string(),
    /** The port on each node where it answers. */
    port: z.number().optional(),
  })
  .meta({ id: 'App' })
export type CatalogueApp = z.infer<typeof CatalogueApp>

export const ImageQuery = z.object({ architecture: Architecture })
export type ImageQuery = z.infer<typeof ImageQuery>

export const RegistryImage = z.object({
  /** null goes back to side-loading. */
  image: z
    .string()
    .trim()
    .max(500)
    .regex(
      /^([a-z0-9.-]+(:\d+)?\/)?[a-z0-9._/-]+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/,
      'This is not the name of an image, like registry.lan/echo:1.0.',
    )
    .nullable(),
})
export type RegistryImage = z.infer<typeof RegistryImage>

export const InstallRequest = z.object({
  app: z.string().max(64),
  replicas: z.number().int().min(1, 'At least one pod.').max(20, 'At most 20 pods.').optional(),
})
export type InstallRequest = z.infer<typeof InstallRequest>

/** The run that was started for it. */
export const AppRun = z.object({ runNumber: z.number() })
export type AppRun = z.infer<typeof AppRun>

const params = z.object({ appId: Id })

export const appEndpoints = {
  'GET /api/apps': {
    summary: 'The catalogue.',
    action: 'apps.read',
    answer: z.object({ apps: list(CatalogueApp) }),
  },
  'PUT /api/apps/[appId]/image': {
    summary: 'Keeps an app’s image: the body is the archive itself, of any size.',
    action: 'apps.manage',
    params,
    query: ImageQuery,
    body: 'bytes',
    answer: 'nothing',
  },
  'PUT /api/apps/[appId]/registry-image': {
    summary: 'Lets the machines pull an app’s image from a registry.',
    action: 'apps.manage',
    params,
    body: RegistryImage,
    answer: 'nothing',
  },
  'POST /api/clusters/[clusterId]/apps': {
    summary: 'Starts the run that installs an app.',
    action: 'apps.install',
    params: z.object({ clusterId: Id }),
    body: InstallRequest,
    answer: AppRun,
  },
  'DELETE /api/clusters/[clusterId]/apps/[appId]': {
    summary: 'Starts the run that removes an app.',
    action: 'apps.install',
    params: z.object({ clusterId: Id, appId: Id }),
    answer: AppRun,
  },
} as const satisfies Contract
