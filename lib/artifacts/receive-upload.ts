import { AppError } from '@/lib/core/errors'
import type { Architecture } from '@/lib/ports/artifacts'
import type { ArtifactRecord } from './artifact-index'
import type { Incoming } from './content-store'
import { diskFull } from './download'
import { isFull } from './file-errors'
import { checksumName, identify, parseChecksums } from './release-files'
import { type Shelf, shelve, shelvedChecksums, shelveText } from './shelf'

const MAX_CHECKSUM_BYTES = 1_000_000

/**
 * Takes an uploaded release file of any size, named as k3s names it. The checksum file comes first: the others are
 * checked against it. Throws `unknown-release-file`, `checksums-first`, `bad-checksum-file`, `artifact-corrupt`,
 * `artifact-version-wrong`, `panel-disk-full`.
 */
export async function receiveUpload(
  shelf: Shelf,
  upload: { readonly version: string; readonly name: string; readonly bytes: AsyncIterable<Uint8Array> },
): Promise<void> {
  const { version, name } = upload
  const file = identify(name)
  if (file === undefined) {
    throw new AppError('unknown-release-file', {
      userMessage: `${name} is not the name of a k3s release file. Upload k3s, k3s-arm64 or k3s-armhf, k3s-airgap-images-….tar.zst and sha256sum-….txt, named as the release names them.`,
      details: { name },
    })
  }
  const record = { ...file, version, name, source: 'upload' }
  if (file.kind === 'k3s-checksums') {
    const text = await smallText(upload.bytes)
    parseChecksums(text)
    await shelveText(shelf, record, text)
    return
  }
  const sha256 = (await shelvedChecksums(shelf, version, file.architecture))?.get(name)
  if (sha256 === undefined) {
    throw new AppError('checksums-first', {
      userMessage: `Upload ${checksumName(file.architecture)} of ${version} first, one that lists ${name}: the file is checked against it.`,
      details: { name, version },
    })
  }
  await receive(shelf, record, upload.bytes, sha256)
}

/** Takes the image of an app as an OCI archive. Throws like `receiveUpload`. */
export async function receiveAppImage(
  shelf: Shelf,
  image: {
    readonly app: string
    readonly version: string
    readonly architecture: Architecture
    readonly source: 'upload' | 'built'
    readonly bytes: AsyncIterable<Uint8Array>
  },
): Promise<void> {
  const { app, version, architecture, source } = image
  const name = `${app}-${version}-${architecture}.tar`
  const key = { kind: 'app-image', version: `${app}@${version}`, architecture } as const
  await receive(shelf, { ...key, name, source }, image.bytes, undefined)
}

async function receive(
  shelf: Shelf,
  record: Omit<ArtifactRecord, 'sha256' | 'bytes'>,
  bytes: AsyncIterable<Uint8Array>,
  sha256: string | undefined,
): Promise<void> {
  const incoming = await shelf.content.receive()
  await writeAll(incoming, bytes)
  const stored = await incoming.finish(sha256)
  if (stored === undefined) {
    throw new AppError('artifact-corrupt', {
      userMessage: `${record.name} is not what ${checksumName(record.architecture)} says: the upload was damaged, or the file is of another release. Upload it again.`,
      retryable: true,
      details: { name: record.name, version: record.version },
    })
  }
  await shelve(shelf, record, stored)
}

async function writeAll(incoming: Incoming, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of bytes) await incoming.write(chunk)
  } catch (error) {
    await incoming.leave()
    throw isFull(error) ? diskFull(error) : error
  }
}

async function smallText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.byteLength
    if (length > MAX_CHECKSUM_BYTES) {
      throw new AppError('bad-checksum-file', { userMessage: 'A checksum file is never larger than 1 MB.' })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
