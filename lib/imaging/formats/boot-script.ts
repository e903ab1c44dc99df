import { crc32 } from 'node:zlib'

const HEADER_BYTES = 64
const NAME_BYTES = 32

/**
 * A script as U-Boot's `source` takes it: a legacy uImage of type "script". The same bytes as
 * `mkimage -A <arch> -O linux -T script -C none -n <name>` with SOURCE_DATE_EPOCH.
 * Layout: U-Boot's include/image.h (`image_header_t`, all numbers big-endian), then a table of lengths that ends with 0.
 */
export function bootScript(
  text: string,
  options: { readonly name: string; readonly timeS: number; readonly architecture?: 'arm' | 'arm64' },
): Buffer {
  const script = Buffer.from(text)
  const data = Buffer.alloc(8 + script.length)
  data.writeUInt32BE(script.length, 0)
  script.copy(data, 8)

  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(0x27051956, 0)
  header.writeUInt32BE(options.timeS, 8)
  header.writeUInt32BE(data.length, 12)
  header.writeUInt32BE(crc32(data), 24)
  // Linux, the architecture, script, not compressed.
  header.set([5, options.architecture === 'arm64' ? 22 : 2, 6, 0], 28)
  header.write(options.name.slice(0, NAME_BYTES - 1), 32, 'latin1')
  header.writeUInt32BE(crc32(header), 4)
  return Buffer.concat([header, data])
}
