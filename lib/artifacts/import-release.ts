import type { Clock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { Architecture } from '@/lib/ports/artifacts'
import type { ArtifactRecord } from './artifact-index'
import { download, downloadText } from './download'
import { binaryNames, checksumName, imageNames, parseChecksums, releaseUrl } from './release-files'
import { type ArtifactSource, isShelved, type Shelf, shelve, shelveText } from './shelf'

/** k3s's own releases. A mirror has the same folders under another address. */
export const UPSTREAM_RELEASES = 'https://github.com/k3s-io/k3s/releases/download'

export interface ReleaseImport {
  readonly version: string
  readonly architectures: readonly Architecture[]
  /** Base of the URLs: upstream's, or a mirror's. */
  readonly releasesUrl: string
}

export interface ImportOptions {
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly onProgress?: (progress: ImportProgress) => void
}

export interface ImportProgress {
  readonly file: string
  readonly received: number
  readonly total: number | undefined
}

/**
 * Brings the files of a release into the store, each checked against the release's checksum file. Files that are here
 * and whole are not fetched again; half-fetched ones go on. Throws what `download` throws, and `bad-checksum-file`.
 */
export async function importRelease(shelf: Shelf, release: ReleaseImport, options: ImportOptions): Promise<void> {
  for (const architecture of release.architectures) {
    await importArchitecture(shelf, release, architecture, options)
  }
}

async function importArchitecture(
  shelf: Shelf,
  release: ReleaseImport,
  architecture: Architecture,
  options: ImportOptions,
): Promise<void> {
  const { version, releasesUrl } = release
  const source: ArtifactSource = releasesUrl === UPSTREAM_RELEASES ? 'release' : `mirror ${releasesUrl}`
  const { signal, clock } = options
  const { sums, folder } = await checksumsOf(release, architecture, { signal, clock })
  const files = wantedFiles(parseChecksums(sums), architecture)
  await shelveText(
    shelf,
    { kind: 'k3s-checksums', version, architecture, name: checksumName(architecture), source },
    sums,
  )
  for (const { kind, name, sha256 } of files) {
    if (await isShelved(shelf, await shelf.index.find({ kind, version, architecture }), sha256)) continue
    const onProgress = (received: number, total: number | undefined) =>
      options.onProgress?.({ file: name, received, total })
    const stored = await download(shelf.content, releaseUrl(releasesUrl, folder, name), sha256, {
      signal,
      clock,
      onProgress,
    })
    await shelve(shelf, { kind, version, architecture, name, source }, stored)
  }
}

/** Mirrors on file systems and in registries often write `+` as `-`, as images of k3s do. */
async function checksumsOf(
  { version, releasesUrl }: ReleaseImport,
  architecture: Architecture,
  options: Pick<ImportOptions, 'signal' | 'clock'>,
): Promise<{ readonly sums: string; readonly folder: string }> {
  const ask = (folder: string) => downloadText(releaseUrl(releasesUrl, folder, checksumName(architecture)), options)
  try {
    return { sums: await ask(version), folder: version }
  } catch (error) {
    const folder = version.replace('+', '-')
    const other = releasesUrl !== UPSTREAM_RELEASES && error instanceof AppError && error.code === 'download-missing'
    if (!other || folder === version) throw error
    // Where neither is there, the usual name is the one to say.
    const sums = await ask(folder).catch(() => {
      throw error
    })
    return { sums, folder }
  }
}

export interface WantedFile {
  readonly kind: Extract<ArtifactRecord['kind'], 'k3s' | 'k3s-images'>
  readonly name: string
  readonly sha256: string
}

/**
 * The binary and the smallest form of the images that a checksum file lists.
 * @throws AppError `bad-checksum-file` when it lists none of them.
 */
export function wantedFiles(
  sums: ReadonlyMap<string, string>,
  architecture: Architecture,
): readonly [WantedFile, WantedFile] {
  const binary = binaryNames[architecture]
  const images = imageNames(architecture).find((name) => sums.has(name))
  const binarySum = sums.get(binary)
  const imagesSum = images && sums.get(images)
  if (binarySum === undefined || images === undefined || imagesSum === undefined) {
    throw new AppError('bad-checksum-file', {
      userMessage: `${checksumName(architecture)} does not list ${binarySum === undefined ? binary : imageNames(architecture).join(' or ')}. Take the one of the same k3s release.`,
    })
  }
  return [
    { kind: 'k3s', name: binary, sha256: binarySum },
    { kind: 'k3s-images', name: images, sha256: imagesSum },
  ]
}
