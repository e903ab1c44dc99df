import { readFile } from 'node:fs/promises'
import { AppError } from '@/lib/core/errors'
import type { Architecture } from '@/lib/ports/artifacts'
import type { ArtifactIndex, ArtifactRecord } from './artifact-index'
import type { ContentStore, StoredContent } from './content-store'
import { parseChecksums } from './release-files'
import { versionInBinary } from './version-in-binary'

/** The two halves of the store: bytes on the disk, and what they are in the database. */
export interface Shelf {
  readonly content: ContentStore
  readonly index: ArtifactIndex
}

/** Where a file came from, as the releases page says it. */
export type ArtifactSource = 'release' | `mirror ${string}` | 'folder' | 'upload' | 'built'

/** Puts a small text, such as a checksum file, on the shelf. */
export async function shelveText(
  shelf: Shelf,
  record: Omit<ArtifactRecord, 'sha256' | 'bytes'>,
  text: string,
): Promise<void> {
  const incoming = await shelf.content.receive()
  await incoming.write(Buffer.from(text))
  await shelve(shelf, record, await incoming.finish())
}

/**
 * Lists received bytes as a file of a release.
 * @throws AppError `artifact-version-wrong` when a binary calls itself another version than it is kept as.
 */
export async function shelve(
  shelf: Shelf,
  record: Omit<ArtifactRecord, 'sha256' | 'bytes'>,
  stored: StoredContent | undefined,
): Promise<void> {
  if (stored === undefined) throw new Error(`${record.name} was not received`)
  if (record.kind === 'k3s') await assertVersion(shelf, record, stored)
  await shelf.index.put({ ...record, ...stored })
}

async function assertVersion(shelf: Shelf, record: Pick<ArtifactRecord, 'version' | 'name'>, stored: StoredContent) {
  const said = await versionInBinary(shelf.content.pathOf(stored.sha256))
  if (said === undefined || said === record.version) return
  throw new AppError('artifact-version-wrong', {
    userMessage: `The file ${record.name} calls itself ${said}, not ${record.version}. Choose ${said}, or take the file from the right release.`,
    details: { wanted: record.version, found: said },
  })
}

/** The checksums kept with a release; undefined when they have not come yet. */
export async function shelvedChecksums(
  shelf: Shelf,
  version: string,
  architecture: Architecture,
): Promise<ReadonlyMap<string, string> | undefined> {
  const record = await shelf.index.find({ kind: 'k3s-checksums', version, architecture })
  if (record === undefined || (await shelf.content.check(record)) !== 'whole') return undefined
  return parseChecksums(await readFile(shelf.content.pathOf(record.sha256), 'utf8'))
}

/** Whether the shelf has exactly this file, whole. */
export async function isShelved(shelf: Shelf, record: ArtifactRecord | undefined, sha256: string): Promise<boolean> {
  return record?.sha256 === sha256 && (await shelf.content.check(record)) === 'whole'
}
