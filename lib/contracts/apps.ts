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

/** One of an app's images, and where it comes from. */
export const CatalogueImage = z.object({
  id: z.string(),
  /** The name that an uploaded image must have. */
  name: z.string(),
  /** Architectures that the app is made for, each with the image that is kept here for it. */
  kept: list(KeptImage),
  /** The image that machines pull by themselves, in place of what is kept here. */
  registryImage: z.string().optional(),
})
export type CatalogueImage = z.infer<typeof CatalogueImage>

const Asked = z.object({ name: z.string(), title: z.string(), hint: z.string(), fixed: z.boolean() })

/** Something that a person may choose about an app. `fixed`: only when it is installed, not later. */
export const AppInput = z.discriminatedUnion('kind', [
  Asked.extend({ kind: z.literal('number'), initial: z.number(), min: z.number(), max: z.number() }),
  Asked.extend({ kind: z.literal('choice'), initial: z.string(), choices: list(z.string()) }),
  Asked.extend({ kind: z.literal('text'), initial: z.string() }),
])
export type AppInput = z.infer<typeof AppInput>

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
    /** What one must know before one trusts it, a sentence each. */
    cautions: list(z.string()),
    /** Architectures of which all images are here. Empty: they must be built or uploaded first. */
    images: list(Architecture),
    /** Where the images came from, or what to do to get them. */
    imageNote: z.string(),
    parts: list(CatalogueImage),
    inputs: list(AppInput),
    needs: z.object({ memoryMiB: z.number(), storage: z.boolean(), ingress: z.enum(['no', 'used']) }),
    /** The port on each node where it answers, where it is opened by ports. */
    port: z.number().optional(),
    /** Why it is not to be had on simulated machines. */
    notInPractice: z.string().optional(),
  })
  .meta({ id: 'App' })
export type CatalogueApp = z.infer<typeof CatalogueApp>

/** Which of an app's images; not needed with one. */
const ImageId = z.string().max(64).optional()

export const ImageQuery = z.object({ architecture: Architecture, imageId: ImageId })
export type ImageQuery = z.infer<typeof ImageQuery>

export const RegistryImage = z.object({
  imageId: ImageId,
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

/** What the app asks for, by the names of its inputs; the app itself judges the values. */
const Inputs = z.record(z.string().max(64), z.union([z.string().max(1_000), z.number(), z.boolean()]))

export const InstallRequest = z.object({ app: z.string().max(64), inputs: Inputs.optional() })
export type InstallRequest = z.infer<typeof InstallRequest>

/** What is not named stays as it is. Without any, the app only comes to the version of the catalogue. */
export const ChangeRequest = z.object({ inputs: Inputs.optional() })
export type ChangeRequest = z.infer<typeof ChangeRequest>

export const RemoveQuery = z.object({
  /** `keep` leaves its images on the machines: the next install is faster. */
  images: z.enum(['remove', 'keep']).optional(),
})
export type RemoveQuery = z.infer<typeof RemoveQuery>

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
  'PUT /api/clusters/[clusterId]/apps/[appId]': {
    summary: 'Starts the run that changes an app: its number of pods, its door, its version.',
    action: 'apps.install',
    params: z.object({ clusterId: Id, appId: Id }),
    body: ChangeRequest,
    answer: AppRun,
  },
  'DELETE /api/clusters/[clusterId]/apps/[appId]': {
    summary: 'Starts the run that removes an app.',
    action: 'apps.install',
    params: z.object({ clusterId: Id, appId: Id }),
    query: RemoveQuery,
    answer: AppRun,
  },
} as const satisfies Contract
