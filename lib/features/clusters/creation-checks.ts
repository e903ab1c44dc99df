import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { listApps } from '@/lib/features/apps/list-apps'
import { assertReleaseHere } from '@/lib/features/artifacts/assert-release-here'
import type { ClusterOutline } from '@/lib/providers/provider'

/** Names are unique among a person's clusters: they become contexts in the same kubectl. */
export async function assertNameFree(actor: Actor, name: string): Promise<void> {
  const taken = await db().cluster.findFirst({
    where: { ownerId: actor.userId, name, deletedAt: null, NOT: { phase: 'deleted' } },
    select: { id: true },
  })
  if (taken === null) return
  throw new AppError('cluster-name-taken', {
    userMessage: `You have a cluster named ${name} already. Choose another name, or delete that one first.`,
    details: { fields: [{ field: 'name', problem: `You have a cluster named ${name} already.` }] },
  })
}

/**
 * The panel has what it will bring to the machines. Better now than in the middle of a run: an app without an image would
 * hold it on every machine.
 * @throws AppError `app-image-missing`, `artifact-missing`
 */
export async function assertBrought(
  actor: Actor,
  { definition, brings }: Pick<ClusterOutline, 'definition' | 'brings'>,
): Promise<void> {
  if (brings === undefined) return
  const { apps, k3sVersion } = definition
  const lacking = (await listApps(actor)).find((app) => apps.includes(app.id) && app.images.length === 0)
  if (lacking !== undefined) {
    throw new AppError('app-image-missing', {
      userMessage: `Nothing was changed: ${lacking.title} has no image yet. ${lacking.imageNote} Or leave it out for now and install it later.`,
      details: { fields: [{ field: 'apps', problem: `${lacking.title} has no image yet.` }] },
    })
  }
  await assertReleaseHere(k3sVersion, brings.architectures)
}
