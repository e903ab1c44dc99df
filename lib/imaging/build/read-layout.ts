import { z } from 'zod'
import { refusedSource } from '../tar/refused-source'
import { runProgram } from '../tools/run-program'
import type { BaseFacts } from './base-facts'
import { SECTOR } from './place-boot-loader'

const Table = z.object({
  partitiontable: z.object({
    label: z.enum(['dos', 'gpt']),
    id: z.string(),
    sectorsize: z.number().default(SECTOR),
    partitions: z
      .array(z.object({ start: z.number().int().min(1), size: z.number().int().min(1), type: z.string() }))
      .max(128),
  }),
})

const FAT_TYPES = new Set([
  'b',
  'c',
  'e',
  '6',
  '1b',
  '1c',
  'ef',
  'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7',
])
const LINUX_TYPES = new Set(['83', '0FC63DAF-8483-4772-8E79-3D69D8477DE4', 'B921B045-1DF0-41C3-AF44-4C6F280D3FAE'])

/**
 * The partitions of an image.
 * @throws AppError `image-source-refused` for what has none, or some that lie outside of the image
 */
export async function readLayout(
  image: string,
  imageBytes: number,
  signal: AbortSignal,
): Promise<Pick<BaseFacts, 'table' | 'partitions'> & { readonly id: string }> {
  const run = { signal, timeoutMs: 30_000, fine: [0, 1] }
  const { code, stdout } = await runProgram('sfdisk', ['--json', image], run)
  const parsed = code === 0 ? Table.safeParse(parseJson(stdout.toString('utf8'))) : undefined
  if (parsed?.success !== true) throw refusedSource('is no image of a card: it has no partition table')
  const { label, id, sectorsize, partitions } = parsed.data.partitiontable
  const found = partitions.map(({ start, size, type }, index) => ({
    number: index + 1,
    startByte: start * sectorsize,
    bytes: size * sectorsize,
    fileSystem: kindOf(type),
  }))
  if (found.some(({ startByte, bytes }) => startByte + bytes > imageBytes))
    throw refusedSource('ends before its last partition does: it did not come whole')
  return { table: label, id, partitions: found }
}

function kindOf(type: string): 'fat32' | 'ext4' | 'other' {
  if (FAT_TYPES.has(type)) return 'fat32'
  return LINUX_TYPES.has(type) ? 'ext4' : 'other'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // sfdisk says what it thinks of a broken table beside its JSON.
    return undefined
  }
}
