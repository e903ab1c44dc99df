import { refusedSource } from './refused-source'

export const BLOCK = 512
const ZEROS = Buffer.alloc(BLOCK)

export interface TarHeader {
  readonly name: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since the epoch. */
  readonly mtimeS: number
  /** Of the bytes that follow in the archive. */
  readonly size: number
  readonly type: string
  readonly linkName: string
  /** Of a sparse file of GNU's old kind: how long it is unpacked. */
  readonly realSize: number | undefined
}

export const isZeroBlock = (block: Buffer): boolean => block.equals(ZEROS)

/**
 * Reads one header block: ustar (POSIX.1-1988), GNU's and pre-POSIX alike.
 * @throws AppError `image-source-refused` when its sum is wrong
 */
export function parseTarHeader(block: Buffer): TarHeader {
  let sum = 0
  for (let index = 0; index < BLOCK; index += 1) sum += index >= 148 && index < 156 ? 32 : (block[index] ?? 0)
  if (sum !== number(block, 148, 8)) throw refusedSource('is damaged: a header of it has the wrong sum')
  const posix = block.toString('latin1', 257, 262) === 'ustar'
  const gnu = posix && block.toString('latin1', 262, 264) !== '00'
  const prefix = posix && !gnu ? text(block, 345, 155) : ''
  const name = text(block, 0, 100)
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    mtimeS: number(block, 136, 12),
    size: number(block, 124, 12),
    type,
    linkName: text(block, 157, 100),
    realSize: type === 'S' ? number(block, 483, 12) : undefined,
  }
}

/** The records of an extended header (POSIX.1-2001): `<length> <key>=<value>\n`. */
export function parsePax(data: Buffer): Map<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < data.length && data[at] !== 0; ) {
    const space = data.indexOf(32, at)
    const length = space < 0 ? Number.NaN : Number(data.toString('latin1', at, space))
    if (!Number.isInteger(length) || length <= space - at + 1 || at + length > data.length)
      throw refusedSource('is damaged: an extended header of it cannot be read')
    const record = data.toString('utf8', space + 1, at + length - 1)
    const equals = record.indexOf('=')
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  return records
}

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

/** Octal, or GNU's base 256 for what octal cannot say. */
function number(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length)
  if (((field[0] ?? 0) & 0x80) !== 0) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0)
    if (!Number.isSafeInteger(value)) throw refusedSource('names a size that nothing can have')
    return value
  }
  const digits = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trim()
  if (!/^[0-7]*$/.test(digits)) throw refusedSource('is damaged: a number in it cannot be read')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}
