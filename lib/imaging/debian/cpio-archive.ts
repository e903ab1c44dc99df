export type CpioEntry =
  | { readonly name: string; readonly kind: 'folder' }
  | { readonly name: string; readonly kind: 'file'; readonly mode: number; readonly bytes: Buffer }
  | { readonly name: string; readonly kind: 'link'; readonly target: string }

const TYPES = { folder: 0o040755, file: 0o100000, link: 0o120777 } as const

/** An archive as the kernel unpacks it at its start: cpio's format `newc` (Documentation/driver-api/early-userspace). */
export function cpioArchive(entries: readonly CpioEntry[], timeS: number): Buffer {
  const all = entries.map((entry, index) => {
    const mode = entry.kind === 'file' ? TYPES.file | entry.mode : TYPES[entry.kind]
    const data = entry.kind === 'file' ? entry.bytes : Buffer.from(entry.kind === 'link' ? entry.target : '')
    return member(entry.name, data, { inode: index + 1, mode, timeS })
  })
  return Buffer.concat([...all, member('TRAILER!!!', Buffer.alloc(0), { inode: 0, mode: 0, timeS: 0 })])
}

function member(
  name: string,
  data: Buffer,
  { inode, mode, timeS }: Record<'inode' | 'mode' | 'timeS', number>,
): Buffer {
  const nameBytes = Buffer.from(`${name}\0`)
  const fields = [inode, mode, 0, 0, 1, timeS, data.length, 0, 0, 0, 0, nameBytes.length, 0]
  const head = Buffer.from(`070701${fields.map((value) => value.toString(16).padStart(8, '0').toUpperCase()).join('')}`)
  return Buffer.concat([padded(Buffer.concat([head, nameBytes])), padded(data)])
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
