import { createReadStream } from 'node:fs'
import { AppError } from '@/lib/core/errors'

const BLOCK = 512
const CHUNK = 1024 * 1024
const NAME_BYTES = 100

/** Bytes that lie in a file of this machine: they are read when they are written, and never held. */
export interface FileRange {
  readonly file: string
  readonly offset: number
  readonly bytes: number
}

export interface Owner {
  readonly uid: number
  readonly gid: number
}

interface Named {
  /** Without a leading slash; of any length. */
  readonly name: string
  /** root when left out. */
  readonly owner?: Owner
}

/** One entry. A hard link's target is the name of a file that stands before it. */
export type TarEntry = Named &
  (
    | { readonly kind: 'file'; readonly mode: number; readonly content: Uint8Array | FileRange }
    | { readonly kind: 'folder'; readonly mode: number }
    | { readonly kind: 'link' | 'hard-link'; readonly target: string }
  )

const typeFlags = { file: '0', 'hard-link': '1', link: '2', folder: '5' } satisfies Record<TarEntry['kind'], string>
const root: Owner = { uid: 0, gid: 0 }

/**
 * Writes a POSIX archive: ustar, with an extended header (pax) for names that ustar cannot hold. The same entries give the
 * same bytes on every machine and at every hour: the time is the epoch, and entries stay in the order given.
 * @throws AppError `archive-file-changed` when a file is shorter than it was
 */
export async function* tarArchive(entries: Iterable<TarEntry>): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    const name = entry.kind === 'folder' ? `${entry.name}/` : entry.name
    const target = 'target' in entry ? entry.target : ''
    const long = [
      ...(isLong(name) ? [record('path', name)] : []),
      ...(isLong(target) ? [record('linkpath', target)] : []),
    ]
    if (long.length > 0) yield* extension(Buffer.concat(long))
    const bytes = entry.kind === 'file' ? bytesOf(entry.content) : 0
    yield header({
      name: cut(name),
      target: cut(target),
      mode: 'mode' in entry ? entry.mode : 0o777,
      owner: entry.owner ?? root,
      bytes,
      type: typeFlags[entry.kind],
    })
    if (entry.kind === 'file') yield* padded(entry.content, bytes)
  }
  yield Buffer.alloc(2 * BLOCK)
}

const bytesOf = (content: Uint8Array | FileRange): number =>
  content instanceof Uint8Array ? content.length : content.bytes

async function* padded(content: Uint8Array | FileRange, bytes: number): AsyncGenerator<Buffer> {
  if (content instanceof Uint8Array) yield Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  else yield* rangeOf(content)
  const rest = (BLOCK - (bytes % BLOCK)) % BLOCK
  if (rest > 0) yield Buffer.alloc(rest)
}

async function* rangeOf({ file, offset, bytes }: FileRange): AsyncGenerator<Buffer> {
  if (bytes === 0) return
  let read = 0
  for await (const chunk of createReadStream(file, { start: offset, end: offset + bytes - 1, highWaterMark: CHUNK })) {
    read += chunk.length
    yield chunk
  }
  if (read === bytes) return
  throw new AppError('archive-file-changed', {
    userMessage: 'A file that goes into the image was changed while it was read. Build the image again.',
    message: `${file} has ${read} bytes at ${offset}, not ${bytes}`,
  })
}

const isLong = (text: string): boolean => Buffer.byteLength(text) > NAME_BYTES

/** What stands in the plain header where an extended one has the whole. */
const cut = (text: string): Buffer => Buffer.from(text).subarray(0, NAME_BYTES)

/** `<length> <key>=<value>\n`, where the length counts its own digits. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + String(rest).length
  length = rest + String(length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}

function* extension(content: Buffer): Generator<Buffer> {
  yield header({
    name: Buffer.from('pax'),
    target: Buffer.alloc(0),
    mode: 0o644,
    owner: root,
    bytes: content.length,
    type: 'x',
  })
  yield content
  const rest = (BLOCK - (content.length % BLOCK)) % BLOCK
  if (rest > 0) yield Buffer.alloc(rest)
}

interface HeaderFields {
  readonly name: Buffer
  readonly target: Buffer
  readonly mode: number
  readonly owner: Owner
  readonly bytes: number
  readonly type: string
}

function header({ name, target, mode, owner, bytes, type }: HeaderFields): Buffer {
  const block = Buffer.alloc(BLOCK)
  name.copy(block, 0)
  writeOctal(block, mode, 100, 8)
  writeOctal(block, owner.uid, 108, 8)
  writeOctal(block, owner.gid, 116, 8)
  writeOctal(block, bytes, 124, 12)
  writeOctal(block, 0, 136, 12)
  block.write('        ', 148) // the checksum counts its own field as spaces
  block.write(type, 156)
  target.copy(block, 157)
  block.write('ustar\0', 257)
  block.write('00', 263)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function writeOctal(block: Buffer, value: number, offset: number, width: number): void {
  block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset)
}
