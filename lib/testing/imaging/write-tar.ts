/** A member of a tar for tests: every field can be wrong on purpose. */
export interface TarEntry {
  readonly name: string
  /** As in the format: `0` file, `1` hard link, `2` link, `3` device, `5` folder, `x` extended header … */
  readonly type?: string
  readonly content?: string | Uint8Array
  readonly link?: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  /** What the header says instead of the content's length. */
  readonly saidBytes?: number
  readonly wrongSum?: boolean
}

/** A tar of these members, with its end unless `open`. */
export function writeTar(entries: readonly TarEntry[], options: { readonly open?: boolean } = {}): Buffer {
  const end = options.open === true ? [] : [Buffer.alloc(1024)]
  return Buffer.concat([...entries.flatMap(member), ...end])
}

/** An extended header for the member after it. */
export function paxEntry(records: Readonly<Record<string, string>>, type = 'x'): TarEntry {
  const content = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`
    const bytes = Buffer.byteLength(rest)
    let length = bytes + String(bytes).length
    if (String(length).length !== String(bytes).length) length = bytes + String(length).length
    return `${length}${rest}`
  })
  return { name: 'pax', type, content: content.join('') }
}

function member(entry: TarEntry): Buffer[] {
  const content = Buffer.from(entry.content ?? '')
  const type = entry.type ?? '0'
  const header = Buffer.alloc(512)
  header.write(entry.name, 0, 100)
  octal(header, 100, 8, entry.mode ?? (type === '5' ? 0o755 : 0o644))
  octal(header, 108, 8, entry.uid ?? 0)
  octal(header, 116, 8, entry.gid ?? 0)
  const bytes = entry.saidBytes ?? content.length
  // Base 256 for what does not fit, as GNU tar does.
  if (bytes < 8 ** 11) octal(header, 124, 12, bytes)
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(bytes), 128)
  }
  octal(header, 136, 12, 1_700_000_000)
  header.write(type, 156)
  header.write(entry.link ?? '', 157, 100)
  header.write('ustar\0', 257)
  header.write('00', 263)
  header.fill(32, 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0) + (entry.wrongSum === true ? 1 : 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]
}

const octal = (header: Buffer, at: number, length: number, value: number) =>
  header.write(value.toString(8).padStart(length - 1, '0'), at)
