import { receiveUpload } from '@/lib/artifacts/receive-upload'
import type { ReleasesData, UploadedFile } from '@/lib/contracts/artifacts'
import type { Actor } from '@/lib/core/actor'
import { shutdownSignal } from '@/lib/core/shutdown'
import { recordingShelf } from '@/lib/features/apps/recording-shelf'
import { uploadInTurn } from '@/lib/features/apps/upload-turns'
import { assertMay } from '@/lib/features/policy'
import { buildPackages } from './build-packages'
import { listReleases } from './list-releases'

/** Takes one release file from an admin's own computer; the checksum file first. Throws as `receiveUpload` and `uploadInTurn`. */
export async function uploadReleaseFile(
  actor: Actor,
  { version, name }: UploadedFile,
  bytes: AsyncIterable<Uint8Array>,
): Promise<ReleasesData> {
  assertMay(actor, 'releases.manage')
  const subject = { type: 'release', id: `${version}/${name}` }
  const shelf = recordingShelf({ actor, action: 'release.upload', subject })
  await uploadInTurn(actor.userId, bytes, (arriving) => receiveUpload(shelf, { version, name, bytes: arriving }))
  await buildPackages(version, shutdownSignal())
  return listReleases(actor)
}
