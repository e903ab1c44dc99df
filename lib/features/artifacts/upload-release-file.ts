import { receiveUpload } from '@/lib/artifacts/receive-upload'
import type { ReleasesData, UploadedFile } from '@/lib/contracts/artifacts'
import type { Actor } from '@/lib/core/actor'
import { shutdownSignal } from '@/lib/core/shutdown'
import { appShelf } from '@/lib/features/apps/app-shelf'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { buildPackages } from './build-packages'
import { listReleases } from './list-releases'

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
