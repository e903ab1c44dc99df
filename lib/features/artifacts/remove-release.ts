import path from 'node:path'
import { PackageNotes } from '@/lib/artifacts/package-notes'
import { removeRelease as removeFromShelf } from '@/lib/artifacts/remove-release'
import type { ReleasesData, RemoveRelease } from '@/lib/contracts/artifacts'
import type { Actor } from '@/lib/core/actor'
import { env } from '@/lib/core/env'
import { DatabaseArtifactIndex } from '@/lib/db/artifact-index'
import { db } from '@/lib/db/client'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { fetchNotes } from './fetch-release'
import { listReleases } from './list-releases'

/** Makes room: takes a release out of the store. Clusters that run it are not touched. */
export async function removeRelease(actor: Actor, { version }: RemoveRelease): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  const notes = new PackageNotes(path.join(env().BUZZCRATE_DATA, 'artifacts'))
  await db().$transaction(async (transaction) => {
    // First: files that are gone do not come back with a transaction that fails.
    await recordAudit({ actor, action: 'release.remove', subject: { type: 'release', id: version } }, transaction)
    const shelf = { content: appShelf().content, index: new DatabaseArtifactIndex(transaction) }
    await removeFromShelf(shelf, notes, version)
  })
  await fetchNotes().remove(version)
  return listReleases(actor)
}
