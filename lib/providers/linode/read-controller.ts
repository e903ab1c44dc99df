import { z } from 'zod'
import { PinnedImage } from '@/lib/contracts/cloud-controller'
import { db } from '@/lib/db/client'
import type { CloudController } from './linode-port'

/** The setting that says which cloud controller runs in clusters. */
export const CONTROLLER_SETTING = 'linode.controllerImage'

/** An image that is pulled is pinned by its digest; one that was uploaded is known by the name in its archive. */
export const ControllerSetting = z.discriminatedUnion('comes', [
  z.object({ comes: z.literal('registry'), image: PinnedImage }),
  z.object({ comes: z.literal('side-load'), image: z.string().max(300) }),
])

/** Undefined while no admin has chosen one. */
export async function readController(): Promise<CloudController | undefined> {
  const row = await db().setting.findUnique({ where: { key: CONTROLLER_SETTING } })
  return ControllerSetting.safeParse(row?.value).data
}

/** `undefined`: none is chosen any more. Clusters that run keep theirs. */
export async function saveController(
  within: Pick<ReturnType<typeof db>, 'setting'>,
  controller: z.infer<typeof ControllerSetting> | undefined,
): Promise<void> {
  const key = CONTROLLER_SETTING
  if (controller === undefined) {
    await within.setting.deleteMany({ where: { key } })
    return
  }
  await within.setting.upsert({ where: { key }, create: { key, value: controller }, update: { value: controller } })
}
