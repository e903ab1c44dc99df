import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { versionFromName } from '@/lib/k3s/version'
import type { Architecture } from '@/lib/ports/artifacts'
import { diskFull } from './download'
import { isFull, isMissing } from './file-errors'
import { type WantedFile, wantedFiles } from './import-release'
import { architectures, binaryNames, checksumName, identify, imageNames, parseChecksums } from './release-files'
import { isShelved, type Shelf, shelve, shelveText } from './shelf'
import { versionInBinary } from './version-in-binary'

export interface FolderRelease {
  readonly version: string
  readonly architectures: readonly Architecture[]
}

/**
 * Takes over a folder of release files, named as k3s names them, or a folder of such folders. Cheap when nothing has
 * changed. The version of a folder is, in this order: the text of its `version.txt`, its own name, or what its binary
 * says of itself; nothing in it is run.
 * Throws `folder-missing`, `folder-empty`, `folder-version-unknown`, `artifact-missing`, `artifact-corrupt`.
 */
export async function importFolder(
  shelf: Shelf,
  folder: string,
  signal: AbortSignal,
): Promise<readonly FolderRelease[]> {
  const entries = await list(folder)
  const here = entries.filter((entry) => !entry.folder).map((entry) => entry.name)
  const releases: FolderRelease[] = []
  if (here.some((name) => identify(name) !== undefined)) releases.push(await importOne(shelf, folder, here, signal))
  for (const { name } of entries.filter((entry) => entry.folder && versionFromName(entry.name) !== undefined)) {
    const inside = (await list(path.join(folder, name))).map((entry) => entry.name)
    releases.push(await importOne(shelf, path.join(folder, name), inside, signal))
  }
  if (releases.length > 0) return releases
  throw new AppError('folder-empty', {
    userMessage: `${folder} holds no k3s release files (k3s, k3s-airgap-images-amd64.tar.zst, sha256sum-amd64.txt …).`,
    details: { folder },
  })
}

async function list(folder: string): Promise<readonly { readonly name: string; readonly folder: boolean }[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.map((entry) => ({ name: entry.name, folder: entry.isDirectory() }))
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new AppError('folder-missing', {
      userMessage: `There is no folder ${folder} on the machine that runs BuzzCrate.`,
      details: { folder },
    })
  }
}

async function importOne(
  shelf: Shelf,
  folder: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<FolderRelease> {
  const present = architectures.filter((architecture) => names.includes(binaryNames[architecture]))
  const [first] = present
  if (first === undefined) throw incomplete(folder, 'the k3s binary')
  const version = await versionOf(shelf, folder, names, first)
  for (const architecture of present) await importFiles(shelf, folder, names, version, architecture, signal)
  return { version, architectures: present }
}

async function importFiles(
  shelf: Shelf,
  folder: string,
  names: readonly string[],
  version: string,
  architecture: Architecture,
  signal: AbortSignal,
): Promise<void> {
  const sumsName = checksumName(architecture)
  if (!names.includes(sumsName)) throw incomplete(folder, sumsName)
  const text = await readFile(path.join(folder, sumsName), 'utf8')
  const sums = parseChecksums(text)
  // A folder may hold another form of the images than the smallest that the release has.
  const held = new Map([...sums].filter(([name]) => names.includes(name)))
  if (!imageNames(architecture).some((name) => held.has(name))) {
    throw incomplete(folder, `the images (${imageNames(architecture).join(' or ')})`)
  }
  const common = { version, architecture, source: 'folder' } as const
  for (const file of wantedFiles(held, architecture)) {
    const known = await shelf.index.find({ ...common, kind: file.kind })
    if (await isShelved(shelf, known, file.sha256)) continue
    const stored = await copyIn(shelf, folder, file, signal)
    await shelve(shelf, { ...common, kind: file.kind, name: file.name }, stored)
  }
  const checksums = await shelf.index.find({ ...common, kind: 'k3s-checksums' })
  if (checksums === undefined) await shelveText(shelf, { ...common, kind: 'k3s-checksums', name: sumsName }, text)
}

async function copyIn(shelf: Shelf, folder: string, { name, sha256 }: WantedFile, signal: AbortSignal) {
  const incoming = await shelf.content.receive()
  try {
    for await (const chunk of createReadStream(path.join(folder, name), { highWaterMark: 1024 * 1024, signal })) {
      await incoming.write(chunk)
    }
  } catch (error) {
    await incoming.leave()
    throw isFull(error) ? diskFull(error) : error
  }
  const stored = await incoming.finish(sha256)
  if (stored !== undefined) return stored
  throw new AppError('artifact-corrupt', {
    userMessage: `${path.join(folder, name)} is not what the checksum file beside it says: it is damaged, or of another release. Copy it there again.`,
    details: { folder, name },
  })
}

async function versionOf(
  shelf: Shelf,
  folder: string,
  names: readonly string[],
  architecture: Architecture,
): Promise<string> {
  if (names.includes('version.txt')) {
    const said = versionFromName((await readFile(path.join(folder, 'version.txt'), 'utf8')).trim())
    if (said !== undefined) return said
  }
  const named = versionFromName(path.basename(folder))
  if (named !== undefined) return named
  return (
    (await versionKnown(shelf, folder, names, architecture)) ??
    (await versionInBinary(path.join(folder, binaryNames[architecture]))) ??
    failUnknown(folder)
  )
}

/** A binary that is in the store already need not be read to know its version. */
async function versionKnown(shelf: Shelf, folder: string, names: readonly string[], architecture: Architecture) {
  const sumsName = checksumName(architecture)
  if (!names.includes(sumsName)) return undefined
  const sum = parseChecksums(await readFile(path.join(folder, sumsName), 'utf8')).get(binaryNames[architecture])
  const records = await shelf.index.list()
  return records.find((record) => record.kind === 'k3s' && record.sha256 === sum)?.version
}

function failUnknown(folder: string): never {
  throw new AppError('folder-version-unknown', {
    userMessage: `The k3s version of the files in ${folder} can't be told. Put a version.txt there that says it, e.g. v1.36.1+k3s1.`,
    details: { folder },
  })
}

function incomplete(folder: string, what: string): AppError {
  return new AppError('artifact-missing', {
    userMessage: `${folder} lacks ${what}. Copy it there from the same k3s release.`,
    details: { folder, what },
  })
}
