import { AppError } from '@/lib/core/errors'
import { type BuiltPackage, buildPackage, packageKey } from '@/lib/k3s/packages/build-package'
import { compareVersions } from '@/lib/k3s/version'
import type { Architecture, Artifacts, PackageFormat } from '@/lib/ports/artifacts'
import type { DeliverableFile } from '@/lib/ports/remote-host'
import type { ArtifactRecord } from './artifact-index'
import { diskFull } from './download'
import { isFull } from './file-errors'
import { type PackageNote, PackageNotes } from './package-notes'
import { architectures, binaryNames, checksumName, imageNames } from './release-files'
import type { Shelf } from './shelf'

/** The Artifacts port over a folder and the database. Safe to use from several processes at once. */
export class ArtifactStore implements Artifacts {
  private readonly shelf: Shelf
  private readonly notes: PackageNotes
  private readonly building = new Map<string, Promise<PackageNote>>()

  /** @param folder where notes on built packages are kept, beside the shelf's content */
  constructor(shelf: Shelf, folder: string) {
    this.shelf = shelf
    this.notes = new PackageNotes(folder)
  }

  async versions(architecture: Architecture): Promise<readonly string[]> {
    const present = new Map<string, Set<string>>()
    for (const record of await this.shelf.index.list()) {
      const wanted = record.kind === 'k3s' || record.kind === 'k3s-images'
      if (!wanted || record.architecture !== architecture || !(await this.shelf.content.has(record))) continue
      present.set(record.version, (present.get(record.version) ?? new Set()).add(record.kind))
    }
    const complete = [...present].filter(([, kinds]) => kinds.size === 2).map(([version]) => version)
    return complete.sort(compareVersions).reverse()
  }

  async k3sPackage(
    version: string,
    architecture: Architecture,
    format: PackageFormat,
    signal: AbortSignal,
  ): Promise<DeliverableFile> {
    const record = await this.shelf.index.find({ kind: 'k3s', version, architecture })
    if (record === undefined) throw missing(version, architecture)
    const binary = { path: this.shelf.content.pathOf(record.sha256), bytes: record.bytes, sha256: record.sha256 }
    const key = await packageKey(version, architecture, format, binary)
    signal.throwIfAborted()
    // All machines of a run ask at once; one build serves them all.
    const build = async () => {
      await this.whole('k3s', version, architecture)
      return buildPackage(version, architecture, format, binary)
    }
    const { name, sha256, bytes } = await (this.building.get(key) ??
      this.begin(key, () => this.built(key, version, build)))
    signal.throwIfAborted()
    return { name, sha256, bytes, path: this.shelf.content.pathOf(sha256) }
  }

  /** Builds the packages of a version ahead of need, for every architecture of which all files are here. */
  async buildAhead(version: string, formats: readonly PackageFormat[], signal: AbortSignal): Promise<void> {
    for (const architecture of architectures) {
      if (!(await this.versions(architecture)).includes(version)) continue
      for (const format of formats) await this.k3sPackage(version, architecture, format, signal)
    }
  }

  async k3sImages(version: string, architecture: Architecture, signal: AbortSignal): Promise<DeliverableFile> {
    const record = await this.whole('k3s-images', version, architecture)
    signal.throwIfAborted()
    return deliverable(this.shelf, record)
  }

  async appImage(app: string, version: string, architecture: Architecture): Promise<DeliverableFile | undefined> {
    const record = await this.shelf.index.find({ kind: 'app-image', version: `${app}@${version}`, architecture })
    if (record === undefined) return undefined
    return (await this.shelf.content.check(record)) === 'whole' ? deliverable(this.shelf, record) : undefined
  }

  suspect(file: DeliverableFile): Promise<void> {
    return this.shelf.content.suspect(file.sha256)
  }

  private begin(key: string, build: () => Promise<PackageNote>): Promise<PackageNote> {
    const work = build().finally(() => this.building.delete(key))
    this.building.set(key, work)
    return work
  }

  /** The package from an earlier time, or a new one. */
  private async built(key: string, version: string, make: () => Promise<BuiltPackage>): Promise<PackageNote> {
    const known = await this.notes.read(key)
    if (known !== undefined && (await this.shelf.content.check(known)) === 'whole') return known
    const { name, bytes } = await make()
    const incoming = await this.shelf.content.receive()
    try {
      for await (const chunk of bytes) await incoming.write(chunk)
    } catch (error) {
      await incoming.leave()
      throw isFull(error) ? diskFull(error) : error
    }
    const stored = await incoming.finish()
    if (stored === undefined) throw new Error('a package without an expected sum is always right')
    const note = { name, version, ...stored }
    await this.notes.write(key, note)
    return note
  }

  private async whole(kind: 'k3s' | 'k3s-images', version: string, architecture: Architecture) {
    const record = await this.shelf.index.find({ kind, version, architecture })
    const state = record === undefined ? 'missing' : await this.shelf.content.check(record)
    if (record !== undefined && state === 'whole') return record
    throw state === 'corrupt' ? corrupt(kind, version, architecture) : missing(version, architecture)
  }
}

const deliverable = (shelf: Shelf, { name, sha256, bytes }: ArtifactRecord): DeliverableFile => ({
  name,
  sha256,
  bytes,
  path: shelf.content.pathOf(sha256),
})

/** Says which files are wanted and how they come into the store. */
export function missing(version: string, architecture: Architecture): AppError {
  const [images] = imageNames(architecture)
  const files = `${binaryNames[architecture]}, ${images} and ${checksumName(architecture)}`
  return new AppError('artifact-missing', {
    userMessage: `The files of k3s ${version} for ${architecture} are not in the store. Open Releases and get them from the internet or a mirror, or upload ${files}. Then retry.`,
    details: { version, architecture },
  })
}

function corrupt(kind: 'k3s' | 'k3s-images', version: string, architecture: Architecture): AppError {
  const what = kind === 'k3s' ? 'binary' : 'images'
  return new AppError('artifact-corrupt', {
    userMessage: `BuzzCrate's own copy of the ${what} of k3s ${version} for ${architecture} is damaged: its checksum is not the right one any more, so it is not used. Open Releases and get ${version} again, then retry. If it happens twice, check the disk.`,
    details: { version, architecture, kind },
  })
}
