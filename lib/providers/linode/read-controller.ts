import { z } from 'zod'
import { db } from '@/lib/db/client'
import type { CloudController } from './linode-port'

/** The setting that says which cloud controller runs in clusters. */
export const CONTROLLER_SETTING = 'linode.controllerImage'

/** An image that is pulled is pinned by its digest; one that was uploaded is known by the name in its archive. */
export const ControllerSetting = z.discriminatedUnion('comes', [
  z.object({
    comes: z.literal('registry'),
    image: z
      .string()
      .max(300)
      .regex(/^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$/, 'Name it with its digest: registry/name@sha256:…'),
  }),
  z.object({ comes: z.literal('side-load'), image: z.string().max(300) }),
])

/** Undefined while no admin has chosen one. */
export async function readController(): Promise<CloudController | undefined> {
  const row = await db().setting.findUnique({ where: { key: CONTROLLER_SETTING } })
  return ControllerSetting.safeParse(row?.value).data
}
