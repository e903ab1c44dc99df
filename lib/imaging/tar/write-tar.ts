import type { TarEntry } from './read-tar'
import { BLOCK } from './tar-header'

const TYPES = { file: '0', 'hard-link': '1', link: '2', folder: '5' } as const satisfies Readonly<
  Record<TarEntry['type'], string>
>
/** What an archive ends with. */
export const TAR_END = Buffer.alloc(2 * BLOCK)

/** The zeros after a file of so many bytes. */
export const tarPadding = (bytes: number): Buffer => Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK)

/** The header of a member as GNU tar writes it, with blocks before it where a name has more than 100 bytes. */
export function tarHeader(entry: TarEntry): Buffer {
  const name = entry.type === 'folder' ? `${entry.name}/` : entry.name
  return Buffer.concat([...longer('L', name), ...longer('K', entry.target), header(entry, name)])
}

function longer(type: 'L' | 'K', text: string): Buffer[] {
  const bytes = Buffer.from(`${text}\0`)
  if (bytes.length <= 101) return []
  const entry = { type, mode: 0o644, uid: 0, gid: 0, mtimeS: 0, bytes: bytes.length, target: '' }
  return [block('././@LongLink', entry), bytes, tarPadding(bytes.length)]
}

const header = (entry: TarEntry, name: string): Buffer => block(name, { ...entry, type: TYPES[entry.type] })

function block(name: string, entry: Omit<TarEntry, 'type' | 'name'> & { readonly type: string }): Buffer {
  const out = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, digits: number) =>
    out.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1')
  Buffer.from(name).copy(out, 0, 0, 100)
  octal(entry.mode, 100, 7)
  octal(entry.uid, 108, 7)
  octal(entry.gid, 116, 7)
  octal(entry.bytes, 124, 11)
  octal(entry.mtimeS, 136, 11)
  out.fill(' ', 148, 156)
  out.write(entry.type, 156, 'latin1')
  Buffer.from(entry.target).copy(out, 157, 0, 100)
  out.write('ustar  \0', 257, 'latin1')
  const sum = out.reduce((total, byte) => total + byte, 0)
  out.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return out
}
