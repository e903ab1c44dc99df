/** One value of ASN.1 in its DER encoding (X.690). */
export interface DerValue {
  readonly tag: number
  readonly content: Buffer
}

export const DER_INTEGER = 0x02
export const DER_OCTETS = 0x04
export const DER_OID = 0x06
export const DER_SEQUENCE = 0x30

/** The values that stand one after another in `bytes`; `undefined` when they are not DER, or more than twenty. */
export function derValues(bytes: Buffer): readonly DerValue[] | undefined {
  const values: DerValue[] = []
  for (let rest = bytes; rest.length > 0; ) {
    const value = values.length < 20 ? firstDerValue(rest) : undefined
    if (value === undefined) return undefined
    values.push(value)
    rest = rest.subarray(value.content.byteOffset + value.content.length - rest.byteOffset)
  }
  return values
}

/** The value that `bytes` begin with, whatever stands behind it; `undefined` when that is not DER. */
export function firstDerValue(bytes: Buffer): DerValue | undefined {
  const [tag, first] = bytes
  // 0x80 would be a length that only the end tells, which DER does not have.
  if (tag === undefined || first === undefined || first === 0x80) return undefined
  const more = first < 0x80 ? 0 : first & 0x7f
  if (more > 4 || 2 + more > bytes.length) return undefined
  const length = more === 0 ? first : bytes.readUIntBE(2, more)
  const start = 2 + more
  if (start + length > bytes.length) return undefined
  return { tag, content: bytes.subarray(start, start + length) }
}

/** What a SEQUENCE holds; `undefined` for anything else. */
export function derSequence(value: DerValue | undefined): readonly DerValue[] | undefined {
  return value?.tag === DER_SEQUENCE ? derValues(value.content) : undefined
}

/** A number that is not negative; `Infinity` for one of more than six bytes, `undefined` for anything else. */
export function derNumber(value: DerValue | undefined): number | undefined {
  if (value?.tag !== DER_INTEGER || value.content.length === 0 || (value.content[0] ?? 0) >= 0x80) return undefined
  const digits = value.content.subarray(value.content.findIndex((byte) => byte !== 0))
  return digits.length > 6 ? Infinity : digits.readUIntBE(0, digits.length)
}

/** An object identifier as hexadecimal digits of its encoding; `undefined` for anything else. */
export function derOid(value: DerValue | undefined): string | undefined {
  return value?.tag === DER_OID ? value.content.toString('hex') : undefined
}
