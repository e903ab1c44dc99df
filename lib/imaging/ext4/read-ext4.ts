import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { assertPlainPath, type FileSystemAt } from '../tools/file-system'
import { runDebugfs } from './run-debugfs'

/** More than any file that is read here has. */
const MOST_BYTES = 4 * 1024 * 1024

export interface Ext4Entry {
  readonly type: 'file' | 'folder' | 'link' | 'other'
  /** The twelve bits, e.g. 0o4755. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly bytes: number
  readonly mtimeS: number
  readonly target?: string
}

interface ReadOptions {
  readonly signal: AbortSignal
  readonly scratch: string
}

const TYPES: Readonly<Record<string, Ext4Entry['type']>> = { regular: 'file', directory: 'folder', symlink: 'link' }

/** What stands at these paths; links are followed within the path, not at its end. Nothing where nothing is. */
export async function statExt4(
  at: FileSystemAt,
  paths: readonly string[],
  options: ReadOptions,
): Promise<Map<string, Ext4Entry>> {
  for (const one of paths) assertPlainPath(one)
  if (paths.length === 0) return new Map()
  const commands = paths.map((one) => `stat ${one}`)
  const { answers } = await runDebugfs(at, commands, { ...options, write: false })
  const found = paths.flatMap((one, index) => {
    const entry = parseStat(answers[index] ?? '')
    return entry === undefined ? [] : [[one, entry] as const]
  })
  return new Map(found)
}

/** The files at these paths, links at their ends followed. Nothing for what is no file or larger than 4 MiB. */
export async function readExt4(
  at: FileSystemAt,
  paths: readonly string[],
  options: ReadOptions,
): Promise<Map<string, Buffer>> {
  const entries = await statExt4(at, paths, options)
  const files = paths.filter((one) => {
    const entry = entries.get(one)
    return entry !== undefined && (entry.type === 'file' || entry.type === 'link') && entry.bytes <= MOST_BYTES
  })
  const copies = files.map((one, index) => [one, path.join(options.scratch, `read-${index}`)] as const)
  await Promise.all(copies.map(([, copy]) => rm(copy, { force: true })))
  const commands = copies.map(([one, copy]) => `dump ${one} ${copy}`)
  if (commands.length > 0) await runDebugfs(at, commands, { ...options, write: false })
  const read = await Promise.all(
    copies.map(async ([one, copy]) => {
      const bytes = await readFile(copy).catch((error: NodeJS.ErrnoException) => {
        // A link that leads nowhere.
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      await rm(copy, { force: true })
      return bytes === undefined ? [] : [[one, bytes] as const]
    }),
  )
  return new Map(read.flat())
}

/** Names in a folder, without `.` and `..`. */
export async function listExt4(at: FileSystemAt, folder: string, options: ReadOptions): Promise<string[]> {
  assertPlainPath(folder)
  const { answers } = await runDebugfs(at, [`ls -p ${folder}`], { ...options, write: false })
  return (answers[0] ?? '').split('\n').flatMap((line) => {
    // /inode/mode/uid/gid/name/size/
    const name = /^\/\d+\/\d+\/\d+\/\d+\/([^/]+)\//.exec(line)?.[1]
    return name === undefined || name === '.' || name === '..' ? [] : [name]
  })
}

function parseStat(text: string): Ext4Entry | undefined {
  const [, kind = '', modeText = ''] = /Type: (\w+(?: \w+)?)\s+Mode:\s+(\d+)/.exec(text) ?? []
  const owner = /User:\s+(\d+)\s+Group:\s+(\d+).*?Size: (\d+)/.exec(text)
  if (kind === '' || owner === null) return undefined
  const target = /Fast link dest: "(.*)"/.exec(text)?.[1]
  return {
    type: TYPES[kind] ?? 'other',
    mode: Number.parseInt(modeText, 8),
    uid: Number(owner[1]),
    gid: Number(owner[2]),
    bytes: Number(owner[3]),
    mtimeS: Number.parseInt(/mtime: 0x([0-9a-f]+)/.exec(text)?.[1] ?? '0', 16),
    ...(target === undefined ? {} : { target }),
  }
}
