import { lstat, mkdir, readdir, rm, utimes } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { runDebugfs } from '../ext4/run-debugfs'
import type { FileSystemAt } from '../tools/file-system'
import { runProgram } from '../tools/run-program'

const TIMEOUT_MS = 1_800_000
/** Inodes 1 to 10 are the file system's own, 11 is lost+found. */
const FIRST_INODE = 11

export interface Ext4Options {
  readonly signal: AbortSignal
  readonly scratch: string
  readonly timeS: number
  readonly label: string
  readonly uuid: string
  readonly hashSeed: string
  /** As mke2fs's -O takes them. */
  readonly features?: string
}

export interface UnpackedRoot {
  readonly folder: string
  /** What fakeroot knows of owners, modes and links. */
  readonly owners: string
}

/** Whether this mke2fs fills a file system from a tar on its input: 1.47.1 and newer, with libarchive there. */
export async function readsTar(signal: AbortSignal): Promise<boolean> {
  const { stderr } = await runProgram('mke2fs', ['-V'], { signal, timeoutMs: 10_000 })
  const [major = 0, minor = 0, patch = 0] = (/mke2fs (\d+)\.(\d+)\.(\d+)/.exec(stderr)?.slice(1) ?? []).map(Number)
  return major > 1 || (major === 1 && (minor > 47 || (minor === 47 && patch >= 1)))
}

/** Folders that an archive does not name get the time of their making; the same input shall give the same bytes. */
async function settleFolderTimes(folder: string, startedAtMs: number, timeS: number): Promise<void> {
  const folders = [folder]
  for (let at = 0; at < folders.length; at += 1) {
    const one = folders[at] ?? folder
    for (const entry of await readdir(one, { withFileTypes: true }))
      if (entry.isDirectory()) folders.push(path.join(one, entry.name))
    if ((await lstat(one)).mtimeMs >= startedAtMs) await utimes(one, timeS, timeS)
  }
}

/** Unpacks a filtered tar into a folder; who owns what is kept beside it, since only root may give files away. */
export async function unpackRoot(
  tar: AsyncIterable<Buffer>,
  { scratch, signal, timeS }: Pick<Ext4Options, 'scratch' | 'signal' | 'timeS'>,
): Promise<UnpackedRoot> {
  const root = { folder: path.join(scratch, 'root'), owners: path.join(scratch, 'owners') }
  // The clock of files stands still for some milliseconds at a time.
  const startedAtMs = Date.now() - 1000
  await rm(root.folder, { recursive: true, force: true })
  await mkdir(root.folder, { mode: 0o700 })
  const tarArgs = ['tar', '-x', '-p', '--numeric-owner', '--warning=no-unknown-keyword', '-C', root.folder, '-f', '-']
  await runProgram('fakeroot', ['-s', root.owners, '--', ...tarArgs], {
    signal,
    timeoutMs: TIMEOUT_MS,
    stdin: Readable.from(tar, { objectMode: false }),
  })
  await settleFolderTimes(root.folder, startedAtMs, timeS)
  return root
}

/** Makes an ext4 out of an unpacked root. Times of inodes are set afterwards: mke2fs copies those of the panel's disk. */
export async function makeExt4FromFolder(
  at: FileSystemAt,
  bytes: number,
  root: UnpackedRoot,
  options: Ext4Options,
): Promise<void> {
  const args = [
    '-i',
    root.owners,
    '--',
    'mke2fs',
    ...mke2fsArgs(at, options),
    '-d',
    root.folder,
    at.image,
    `${bytes / 1024}k`,
  ]
  await runProgram('fakeroot', args, { signal: options.signal, timeoutMs: TIMEOUT_MS, timeS: options.timeS })
  await settleTimes(at, options)
}

/** The same from a tar, without a folder between. */
export async function makeExt4FromTar(
  at: FileSystemAt,
  bytes: number,
  tar: AsyncIterable<Buffer>,
  options: Ext4Options,
): Promise<void> {
  await runProgram('mke2fs', [...mke2fsArgs(at, options), '-d', '-', at.image, `${bytes / 1024}k`], {
    signal: options.signal,
    timeoutMs: TIMEOUT_MS,
    timeS: options.timeS,
    stdin: Readable.from(tar, { objectMode: false }),
  })
  await settleTimes(at, options)
}

/** Blocks of 4 KiB always: small images would get 1 KiB. Features by name: Debian 13's defaults are not Debian 12's. */
const mke2fsArgs = ({ offsetBytes }: FileSystemAt, { label, uuid, hashSeed, features }: Ext4Options): string[] => [
  '-q',
  '-F',
  ...['-t', 'ext4', '-b', '4096', '-L', label, '-U', uuid],
  ...['-O', ['^metadata_csum_seed', '^orphan_file', ...(features === undefined ? [] : [features])].join(',')],
  ...['-E', `root_owner=0:0,offset=${offsetBytes},hash_seed=${hashSeed},lazy_itable_init=0`],
]

async function settleTimes(at: FileSystemAt, { signal, scratch, timeS }: Ext4Options): Promise<void> {
  const { answers } = await runDebugfs(at, ['stats -h'], { signal, scratch, write: false })
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(answers[0] ?? '')?.[1] ?? 0)
  const last = field('Inode count') - field('Free inodes')
  const inodes = [2, ...Array.from({ length: Math.max(0, last - FIRST_INODE + 1) }, (_, index) => FIRST_INODE + index)]
  const commands = inodes.flatMap((inode) =>
    ['ctime', 'atime', 'crtime'].map((name) => `sif <${inode}> ${name} @${timeS}`),
  )
  const zeroed = inodes.flatMap((inode) =>
    ['ctime_extra', 'atime_extra', 'crtime_extra'].map((name) => `sif <${inode}> ${name} 0`),
  )
  await runDebugfs(at, [`set_current_time @${timeS}`, ...commands, ...zeroed], { signal, scratch, write: true })
}
