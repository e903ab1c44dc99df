import { AppError } from '@/lib/core/errors'

const blockBytes = 512

/** One entry; names have no leading slash and at most 100 bytes. */
export type TarEntry =
  | { readonly kind: 'file'; readonly name: string; readonly mode: number; readonly content: Uint8Array }
  | { readonly kind: 'folder'; readonly name: string; readonly mode: number }
  | { readonly kind: 'link'; readonly name: string; readonly target: string }

const typeFlags = { file: '0', link: '2', folder: '5' } satisfies Record<TarEntry['kind'], string>

/**
 * Writes a POSIX ustar archive. The same entries give the same bytes on every machine and at every hour: owner is 0:0,
 * the time is the epoch, and entries stay in the order given.
 */
export function tarArchive(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    const content = entry.kind === 'file' ? entry.content : new Uint8Array()
    parts.push(header(entry, content.length), content, new Uint8Array(padding(content.length)))
  }
  parts.push(new Uint8Array(2 * blockBytes))
  return Buffer.concat(parts)
}

function padding(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes
}

function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(blockBytes)
  writeText(block, entry.kind === 'folder' ? `${entry.name}/` : entry.name, 0)
  writeOctal(block, entry.kind === 'link' ? 0o777 : entry.mode, 100, 8)
  writeOctal(block, 0, 108, 8)
  writeOctal(block, 0, 116, 8)
  writeOctal(block, size, 124, 12)
  writeOctal(block, 0, 136, 12)
  block.write('        ', 148) // the checksum counts its own field as spaces
  block.write(typeFlags[entry.kind], 156)
  if (entry.kind === 'link') writeText(block, entry.target, 157)
  block.write('ustar\0', 257)
  block.write('00', 263)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

function writeText(block: Buffer, text: string, offset: number): void {
  if (Buffer.byteLength(text) > 100) {
    throw new AppError('tar-name-too-long', { userMessage: `The archive cannot hold a name this long: ${text}` })
  }
  block.write(text, offset)
}

function writeOctal(block: Buffer, value: number, offset: number, width: number): void {
  block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset)
}
