import path from 'node:path'
import { refusedSource } from '../tar/refused-source'

/** What a kernel module says of itself. */
export interface KernelModule {
  readonly name: string
  /** Modules that it cannot be loaded without. */
  readonly depends: readonly string[]
  /** Names, also of algorithms, of what should be there before it. */
  readonly before: readonly string[]
  /** Patterns of devices and features that it is for. */
  readonly aliases: readonly string[]
}

/**
 * Reads the section `.modinfo` of a module: a 64-bit little-endian ELF file (elf(5)), strings of `key=value` with a zero
 * after each.
 * @param file by which it is called where it does not say
 * @throws AppError `image-source-refused`
 */
export function parseKernelModule(bytes: Buffer, file: string): KernelModule {
  const info = sectionOf(bytes, '.modinfo')
  const values = info.toString('latin1').split('\0')
  const of = (key: string) =>
    values.flatMap((value) => (value.startsWith(`${key}=`) ? [value.slice(key.length + 1)] : []))
  const words = (texts: readonly string[], separator: RegExp) =>
    texts.flatMap((text) => text.split(separator)).filter((word) => word !== '')
  const pre = of('softdep').map((text) => /(?:^|\s)pre:\s*(.*?)(?:\s*post:|$)/.exec(text)?.[1] ?? '')
  return {
    name: plainName(of('name')[0] ?? path.basename(file, '.ko')),
    depends: words(of('depends'), /,/).map(plainName),
    before: words(pre, /\s+/).map(plainName),
    aliases: of('alias'),
  }
}

/** File names have hyphens where the kernel has underscores. */
export const plainName = (name: string): string => name.replaceAll('-', '_')

function sectionOf(bytes: Buffer, wanted: string): Buffer {
  if (bytes.length < 64 || bytes.toString('latin1', 0, 6) !== '\x7fELF\x02\x01')
    throw refusedSource('has a kernel module that cannot be read')
  const [table, size, count, names] = [
    Number(bytes.readBigUInt64LE(40)),
    bytes.readUInt16LE(58),
    bytes.readUInt16LE(60),
    bytes.readUInt16LE(62),
  ]
  if (size < 64 || names >= count || table + size * count > bytes.length)
    throw refusedSource('has a damaged kernel module')
  const place = (index: number) => {
    const at = table + size * index
    const [start, length] = [Number(bytes.readBigUInt64LE(at + 24)), Number(bytes.readBigUInt64LE(at + 32))]
    return { name: bytes.readUInt32LE(at), start, end: start + length }
  }
  const strings = place(names)
  for (let index = 0; index < count; index += 1) {
    const { name, start, end } = place(index)
    const at = strings.start + name
    const stop = bytes.indexOf(0, at)
    if (bytes.toString('latin1', at, stop) === wanted) return bytes.subarray(start, end)
  }
  return Buffer.alloc(0)
}
