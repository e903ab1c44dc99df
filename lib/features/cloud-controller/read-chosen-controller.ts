import type { ChosenController } from '@/lib/contracts/cloud-controller'
import type { Actor } from '@/lib/core/actor'
import { DatabaseArtifactIndex } from '@/lib/db/artifact-index'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { CONTROLLER_ARTIFACT } from '@/lib/providers/linode/linode-port'
import { readController } from '@/lib/providers/linode/read-controller'

/** Under which an uploaded controller is kept. Machines at Linode have no other architecture. */
export const CONTROLLER_KEY = {
  kind: 'app-image',
  version: `${CONTROLLER_ARTIFACT.id}@${CONTROLLER_ARTIFACT.version}`,
  architecture: 'amd64',
} as const

/** Which cloud controller runs in clusters. */
export async function readChosenController(actor: Actor): Promise<ChosenController> {
  assertMay(actor, 'settings.manage')
  const chosen = await readController()
  const kept = chosen?.comes === 'side-load' ? await new DatabaseArtifactIndex(db()).find(CONTROLLER_KEY) : undefined
  return { image: chosen?.image ?? null, comes: chosen?.comes ?? null, bytes: kept?.bytes ?? 0 }
}
