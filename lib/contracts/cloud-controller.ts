import { z } from 'zod'
import type { Contract } from './endpoint'

/** An image in a registry is pinned: the program that holds the tokens of accounts must not change by itself. */
export const PinnedImage = z
  .string()
  .trim()
  .max(300)
  .regex(/^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$/, 'Name it with its digest, like registry/name@sha256:0a1b2c….')

export const ControllerRequest = z.object({
  /** null: none. */
  image: PinnedImage.nullable(),
})
export type ControllerRequest = z.infer<typeof ControllerRequest>

/** The cloud controller that runs in clusters at a cloud. */
const ChosenController = z
  .object({
    /** As containers name it; null: nobody has chosen one. */
    image: z.string().nullable(),
    /** Pulled by the machines, or brought by the panel. */
    comes: z.enum(['registry', 'side-load']).nullable(),
    /** Of the archive that was uploaded; 0 without one. */
    bytes: z.number(),
  })
  .meta({ id: 'CloudController' })
export type ChosenController = z.infer<typeof ChosenController>

export const cloudControllerEndpoints = {
  'GET /api/cloud-controller': {
    summary: 'Which cloud controller runs in clusters at Linode.',
    action: 'settings.manage',
    answer: ChosenController,
  },
  'PUT /api/cloud-controller': {
    summary: 'Lets machines pull the cloud controller from a registry, by its digest.',
    action: 'settings.manage',
    body: ControllerRequest,
    answer: ChosenController,
  },
  'PUT /api/cloud-controller/image': {
    summary: 'Keeps the image of the cloud controller: the body is the archive itself, of any size.',
    action: 'settings.manage',
    body: 'bytes',
    answer: ChosenController,
  },
} as const satisfies Contract
