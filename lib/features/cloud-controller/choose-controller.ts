import type { ChosenController, ControllerRequest } from '@/lib/contracts/cloud-controller'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { CONTROLLER_SETTING, saveController } from '@/lib/providers/linode/read-controller'
import { readChosenController } from './read-chosen-controller'

/** Lets machines pull the cloud controller from a registry, or forgets which one it was. Clusters that run keep theirs. */
export async function chooseController(actor: Actor, { image }: ControllerRequest): Promise<ChosenController> {
  assertMay(actor, 'settings.manage')
  await db().$transaction(async (transaction) => {
    await saveController(transaction, image === null ? undefined : { image, comes: 'registry' })
    const subject = { type: 'setting', id: CONTROLLER_SETTING }
    await recordAudit({ actor, action: 'cloud-controller.choose', subject, details: { image } }, transaction)
  })
  return readChosenController(actor)
}
