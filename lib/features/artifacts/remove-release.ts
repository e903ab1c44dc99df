import path from 'node:path'
import { z } from 'zod'
import { PackageNotes } from '@/lib/artifacts/package-notes'
import { removeRelease as removeFromShelf } from '@/lib/artifacts/remove-release'
import type { Actor } from '@/lib/core/actor'
import { env } from '@/lib/core/env'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import type { ReleasesData } from '@/lib/shared/release-data'
import { fetchNotes, ReleaseVersion } from './fetch-release'
import { listReleases } from './list-releases'

export const RemoveRelease = z.object({ version: ReleaseVersion })

/** Makes room: takes a release out of the store. Clusters that run it are not touched. */
export async function removeRelease(actor: Actor, { version }: z.infer<typeof RemoveRelease>): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  const notes = new PackageNotes(path.join(env().BUZZCRATE_DATA, 'artifacts'))
  await removeFromShelf(appShelf(), notes, version)
  await fetchNotes().remove(version)
  await recordAudit({ actor, action: 'release.remove', subject: { type: 'release', id: version } })
  return listReleases(actor)
}
