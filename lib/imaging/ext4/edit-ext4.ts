import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '@/lib/core/errors'
import { assertPlainPath, extAddress, type FileSystemAt } from '../tools/file-system'
import { runProgram } from '../tools/run-program'
import { statExt4 } from './read-ext4'
import { runDebugfs } from './run-debugfs'

/** A file, folder or link as it shall be; what is there in its place goes. Owner is root unless said. */
export type CardFile =
  | {
      readonly path: string
      readonly kind: 'file'
      readonly content: string | Uint8Array
      readonly mode: number
      readonly uid?: number
      readonly gid?: number
      /** Instead of the card's clock. */
      readonly mtimeS?: number
    }
  /** Copied from the panel's disk, for large ones. */
  | { readonly path: string; readonly kind: 'copy'; readonly from: string; readonly mode: number }
  | { readonly path: string; readonly kind: 'folder'; readonly mode: number }
  | { readonly path: string; readonly kind: 'link'; readonly target: string }
  | { readonly path: string; readonly kind: 'gone' }

interface EditOptions {
  readonly signal: AbortSignal
  readonly scratch: string
  /** Stamped on everything new, so that the same edit gives the same bytes. */
  readonly timeS: number
}

const CHECK_TIMEOUT_MS = 300_000

/**
 * Writes files into an ext4 file system of an image, folders above them with mode 0755 where they are missing. Contents
 * go through files in `scratch` (0600, removed again), never through argv.
 * @throws AppError `image-broken` when debugfs complains about anything
 */
export async function editExt4(at: FileSystemAt, files: readonly CardFile[], options: EditOptions): Promise<void> {
  for (const { path: one } of files) assertPlainPath(one)
  const asked = new Set(files.flatMap(({ path: one }) => [one, ...foldersAbove(one)]))
  const there = await statExt4(at, [...asked], options)
  const made = new Set<string>()
  const copies: string[] = []
  const commands = [`set_current_time @${options.timeS}`]
  const folder = (one: string, mode: number) => {
    if (!there.has(one) && !made.has(one)) commands.push(`mkdir ${one}`)
    made.add(one)
    commands.push(...owned(one, 0o40000 | mode, 0, 0, options.timeS))
  }
  for (const [index, file] of files.entries()) {
    const old = there.get(file.path)
    if (file.kind === 'gone') {
      if (old !== undefined) commands.push(`rm ${file.path}`)
      continue
    }
    for (const above of foldersAbove(file.path)) if (!there.has(above) && !made.has(above)) folder(above, 0o755)
    if (file.kind === 'folder') {
      folder(file.path, file.mode)
      continue
    }
    if (old?.type === 'folder') throw broken([`${file.path} is a folder`])
    if (old !== undefined) commands.push(`rm ${file.path}`)
    if (file.kind === 'link') {
      assertPlainPath(file.target.startsWith('/') ? file.target : `/${file.target.replaceAll('../', '')}`)
      commands.push(`symlink ${file.path} ${file.target}`)
      continue
    }
    const from = file.kind === 'copy' ? file.from : path.join(options.scratch, `write-${index}`)
    if (file.kind === 'file') {
      await writeFile(from, file.content, { mode: 0o600 })
      copies.push(from)
    }
    const { uid = 0, gid = 0, mtimeS = options.timeS } = file.kind === 'file' ? file : {}
    commands.push(`write ${from} ${file.path}`, ...owned(file.path, 0o100000 | file.mode, uid, gid, mtimeS))
  }
  try {
    const { errors } = await runDebugfs(at, commands, { ...options, write: true })
    if (errors.length > 0) throw broken(errors)
  } finally {
    await Promise.all(copies.map((copy) => rm(copy, { force: true })))
  }
}

/** Whether e2fsck finds nothing to mend; its words when it does. */
export async function checkExt4(at: FileSystemAt, signal: AbortSignal): Promise<string> {
  const options = { signal, timeoutMs: CHECK_TIMEOUT_MS, fine: [0, 1, 2, 4, 8, 12] }
  const { code, stdout, stderr } = await runProgram('e2fsck', ['-fn', extAddress(at)], options)
  return code === 0 ? '' : `${stdout.toString('utf8').slice(-500)} ${stderr.slice(-500)}`.trim()
}

const owned = (one: string, mode: number, uid: number, gid: number, mtimeS: number) => [
  `sif ${one} mode 0${mode.toString(8)}`,
  `sif ${one} uid ${uid}`,
  `sif ${one} gid ${gid}`,
  `sif ${one} mtime @${mtimeS}`,
]

/** `/etc/ssh/x` → `/etc`, `/etc/ssh`. */
function foldersAbove(one: string): string[] {
  const parts = one.split('/').slice(1, -1)
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)
}

const broken = (errors: readonly string[]) =>
  new AppError('image-broken', {
    userMessage: 'Files could not be written into the image. Make its base anew, then retry.',
    message: `debugfs: ${errors.slice(0, 5).join('; ')}`,
    details: { errors: errors.slice(0, 5) },
  })
