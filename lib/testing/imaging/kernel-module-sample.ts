/** A kernel module with nothing but what it says of itself: the section `.modinfo` of a 64-bit ELF file. */
export function kernelModuleSample(info: readonly string[]): Buffer {
  const text = Buffer.from(info.map((line) => `${line}\0`).join(''))
  const names = Buffer.from('\0.modinfo\0.shstrtab\0')
  const table = 64 + text.length + names.length
  const header = Buffer.alloc(64)
  header.write('\x7fELF\x02\x01', 'latin1')
  header.writeBigUInt64LE(BigInt(table), 40)
  for (const [value, at] of [
    [64, 58],
    [3, 60],
    [2, 62],
  ] as const)
    header.writeUInt16LE(value, at)
  const section = (name: number, start: number, bytes: number) => {
    const entry = Buffer.alloc(64)
    entry.writeUInt32LE(name, 0)
    entry.writeBigUInt64LE(BigInt(start), 24)
    entry.writeBigUInt64LE(BigInt(bytes), 32)
    return entry
  }
  const sections = [section(0, 0, 0), section(1, 64, text.length), section(10, 64 + text.length, names.length)]
  return Buffer.concat([header, text, names, ...sections])
}
