import { AppError } from '@/lib/core/errors'

const blockBytes = 512

export interface TarEntry {
  /** Path inside the archive, without a leading slash, at most 100 bytes. */
  readonly name: string
  readonly mode: number
  readonly content: Uint8Array
}

/**
 * Writes a POSIX ustar archive. The same entries give the same bytes on every machine and at every hour: owner is 0:0,
 * the time is the epoch, and entries stay in the order given.
 */
export function tarArchive(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    parts.push(header(entry), entry.content, new Uint8Array(padding(entry.content.length)))
  }
  parts.push(new Uint8Array(2 * blockBytes))
  return Buffer.concat(parts)
}

function padding(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes
}

function header({ name, mode, content }: TarEntry): Buffer {
  if (Buffer.byteLength(name) > 100) {
    throw new AppError('tar-name-too-long', { userMessage: `The archive cannot hold a name this long: ${name}` })
  }
  const block = Buffer.alloc(blockBytes)
  block.write(name, 0)
  writeOctal(block, mode, 100, 8)
  writeOctal(block, 0, 108, 8)
  writeOctal(block, 0, 116, 8)
  writeOctal(block, content.length, 124, 12)
  writeOctal(block, 0, 136, 12)
  block.write('        ', 148) // the checksum counts its own field as spaces
  block.write('0', 156)
  block.write('ustar\0', 257)
  block.write('00', 263)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function writeOctal(block: Buffer, value: number, offset: number, width: number): void {
  block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset)
}
