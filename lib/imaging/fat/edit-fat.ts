import { mkdir, open, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { assertPlainPath, type FileSystemAt, fatAddress } from '../tools/file-system'
import { runProgram } from '../tools/run-program'

const TIMEOUT_MS = 120_000
const SLICE_BYTES = 1024 * 1024
const ZEROS = Buffer.alloc(SLICE_BYTES)

interface FatOptions {
  readonly signal: AbortSignal
  readonly scratch: string
  readonly timeS: number
}

/**
 * Makes a FAT32 inside of an image.
 * @param label at most eleven letters; upper case, as some firmware wants it
 */
export async function makeFat(
  at: FileSystemAt,
  bytes: number,
  label: string,
  volumeId: number,
  { signal, timeS }: FatOptions,
): Promise<void> {
  const id = volumeId.toString(16).padStart(8, '0')
  const args = ['-F', '32', '-s', String(sectorsPerCluster(bytes)), '--invariant', '-n', label.toUpperCase(), '-i', id]
  const place = ['--offset', String(at.offsetBytes / 512), at.image, String(bytes / 1024)]
  await runProgram('mkfs.vfat', [...args, ...place], { signal, timeS, timeoutMs: TIMEOUT_MS })
}

/**
 * The largest cluster with which FAT32 keeps well above its least number of clusters (65 525); mkfs.vfat's own choice
 * for 256 MiB is below it, and mtools then takes the file system for a FAT16.
 */
export function sectorsPerCluster(bytes: number): number {
  const fitting = [8, 4, 2, 1].find((sectors) => bytes / (512 * sectors) >= 80_000)
  if (fitting === undefined) throw new Error(`${bytes} bytes are too few for FAT32`)
  return fitting
}

/** Copies what lies in a folder of the panel's disk into the root of the file system, with its times. */
export async function copyIntoFat(at: FileSystemAt, entries: readonly string[], options: FatOptions): Promise<void> {
  if (entries.length === 0) return
  const args = ['-s', '-m', '-o', '-i', fatAddress(at), ...entries, '::/']
  await runProgram('mcopy', args, { signal: options.signal, timeS: options.timeS, timeoutMs: TIMEOUT_MS })
}

/** Writes small files into its root folder, in place of those that are there. */
export async function editFat(
  at: FileSystemAt,
  files: ReadonlyMap<string, string>,
  options: FatOptions,
): Promise<void> {
  const folder = path.join(options.scratch, 'fat')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [name, text] of entries) {
    assertPlainPath(`/${name}`)
    await writeFile(path.join(folder, name), text, { mode: 0o600 })
    await utimes(path.join(folder, name), options.timeS, options.timeS)
  }
  await copyIntoFat(
    at,
    entries.map(([name]) => path.join(folder, name)),
    options,
  )
  await rm(folder, { recursive: true, force: true })
}

/** A file of the root folder or below; undefined when there is none. */
export async function readFat(at: FileSystemAt, file: string, signal: AbortSignal): Promise<Buffer | undefined> {
  assertPlainPath(`/${file}`)
  const options = { signal, timeoutMs: TIMEOUT_MS, fine: [0, 1] }
  const { code, stdout } = await runProgram('mcopy', ['-n', '-i', fatAddress(at), `::/${file}`, '-'], options)
  return code === 0 ? stdout : undefined
}

/** Names in the root folder. */
export async function listFat(at: FileSystemAt, signal: AbortSignal): Promise<string[]> {
  const options = { signal, timeoutMs: TIMEOUT_MS, fine: [0, 1] }
  const { stdout } = await runProgram('mdir', ['-b', '-a', '-i', fatAddress(at), '::/'], options)
  const lines = stdout.toString('utf8').split('\n')
  return lines.filter((line) => line.startsWith('::/')).map((line) => line.slice(3).replace(/\/$/, ''))
}

/** Whether fsck.vfat finds nothing to mend; its words when it does. It knows no offsets, so it gets a copy of the slice. */
export async function checkFat(at: FileSystemAt, bytes: number, options: Omit<FatOptions, 'timeS'>): Promise<string> {
  const slice = path.join(options.scratch, 'fat-slice')
  await copySlice(at, bytes, slice)
  try {
    const run = { signal: options.signal, timeoutMs: TIMEOUT_MS, fine: [0, 1, 2] }
    const { code, stdout, stderr } = await runProgram('fsck.vfat', ['-n', slice], run)
    return code === 0 ? '' : `${stdout.toString('utf8').slice(-500)} ${stderr.slice(-500)}`.trim()
  } finally {
    await rm(slice, { force: true })
  }
}

/** Copies with holes where there are only zeros. */
async function copySlice({ image, offsetBytes }: FileSystemAt, bytes: number, target: string): Promise<void> {
  const from = await open(image, 'r')
  const to = await open(target, 'w', 0o600)
  try {
    await to.truncate(bytes)
    const buffer = Buffer.alloc(SLICE_BYTES)
    for (let done = 0; done < bytes; ) {
      const { bytesRead } = await from.read(buffer, 0, Math.min(SLICE_BYTES, bytes - done), offsetBytes + done)
      if (bytesRead === 0) break
      const chunk = buffer.subarray(0, bytesRead)
      if (!chunk.equals(ZEROS.subarray(0, bytesRead))) await to.write(chunk, 0, bytesRead, done)
      done += bytesRead
    }
  } finally {
    await from.close()
    await to.close()
  }
}
