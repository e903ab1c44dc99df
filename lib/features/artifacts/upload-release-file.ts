import { z } from 'zod'
import { receiveUpload } from '@/lib/artifacts/receive-upload'
import type { Actor } from '@/lib/core/actor'
import { shutdownSignal } from '@/lib/core/shutdown'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import type { ReleasesData } from '@/lib/shared/release-data'
import { buildPackages } from './build-packages'
import { ReleaseVersion } from './fetch-release'
import { listReleases } from './list-releases'

export const UploadedFile = z.object({ version: ReleaseVersion, name: z.string().min(1).max(100) })
export type UploadedFile = z.infer<typeof UploadedFile>

/** Takes one release file from an admin's own computer; the checksum file first. Throws as `receiveUpload`. */
export async function uploadReleaseFile(
  actor: Actor,
  { version, name }: UploadedFile,
  bytes: AsyncIterable<Uint8Array>,
): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  await receiveUpload(appShelf(), { version, name, bytes })
  await buildPackages(version, shutdownSignal())
  await recordAudit({ actor, action: 'release.upload', subject: { type: 'release', id: `${version}/${name}` } })
  return listReleases(actor)
}
