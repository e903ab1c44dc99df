import { open } from 'node:fs/promises'
import { extAddress, type FileSystemAt } from '../tools/file-system'
import { runProgram } from '../tools/run-program'

/** Bytes from `start` up to `end`, without it. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Where an ext4 has nothing: what stands there on a used card does no harm. A hole of the image file says less: files
 * have blocks of zeros, too, and those must be written.
 */
export async function freeInExt4(at: FileSystemAt, signal: AbortSignal): Promise<ByteRange[]> {
  const { stdout } = await runProgram('dumpe2fs', [extAddress(at)], { signal, timeoutMs: 120_000 })
  const text = stdout.toString('utf8')
  const blockBytes = Number(/^Block size:\s+(\d+)/m.exec(text)?.[1] ?? 0)
  return [...text.matchAll(/^ {2}Free blocks: (.+)$/gm)]
    .flatMap(([, list = '']) => list.split(', '))
    .flatMap((range) => {
      const [first, last] = range.split('-').map(Number)
      if (first === undefined || Number.isNaN(first)) return []
      return [{ start: at.offsetBytes + first * blockBytes, end: at.offsetBytes + ((last ?? first) + 1) * blockBytes }]
    })
}

/** Clusters of a FAT32 that belong to no file. Layout: Microsoft's FAT specification 1.03. */
export async function freeInFat({ image, offsetBytes }: FileSystemAt): Promise<ByteRange[]> {
  const file = await open(image, 'r')
  try {
    const { buffer: head } = await file.read(Buffer.alloc(512), 0, 512, offsetBytes)
    const sectorBytes = head.readUInt16LE(11)
    const clusterBytes = (head[13] ?? 0) * sectorBytes
    const reserved = head.readUInt16LE(14)
    const tables = head[16] ?? 0
    const sectors = head.readUInt32LE(32) || head.readUInt16LE(19)
    const tableSectors = head.readUInt32LE(36)
    // FAT16 has its length elsewhere, and no such field: nothing of it is called free.
    if (head.readUInt16LE(22) !== 0 || sectorBytes !== 512 || clusterBytes === 0) return []
    const dataSector = reserved + tables * tableSectors
    const clusters = Math.floor(((sectors - dataSector) * sectorBytes) / clusterBytes)
    const bytes = (clusters + 2) * 4
    const { buffer: table } = await file.read(Buffer.alloc(bytes), 0, bytes, offsetBytes + reserved * sectorBytes)
    const free: { start: number; end: number }[] = []
    for (let cluster = 2; cluster < clusters + 2; cluster += 1) {
      if ((table.readUInt32LE(cluster * 4) & 0x0fff_ffff) !== 0) continue
      const start = offsetBytes + dataSector * sectorBytes + (cluster - 2) * clusterBytes
      const last = free.at(-1)
      if (last?.end === start) last.end = start + clusterBytes
      else free.push({ start, end: start + clusterBytes })
    }
    return free
  } finally {
    await file.close()
  }
}
