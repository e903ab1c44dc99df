import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { processCommand } from './process-command'

/**
 * Process numbers of all Postgres processes that work in a data folder: the server, and children that outlived one
 * which was killed. They have the folder as their working directory (source: postmaster.c, ChangeToDataDir), so that
 * servers on other folders are never among them. Processes that this user may not look at are left out.
 */
export async function serverProcesses(dataDir: string): Promise<number[]> {
  const folder = await realpath(dataDir)
  return process.platform === 'linux' ? byProc(folder) : byListing(folder)
}

async function byProc(folder: string): Promise<number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    numbers.map(async (name) => {
      if ((await linkOf(`/proc/${name}/cwd`)) !== folder) return []
      // The kernel marks a program that was replaced on the disk, as by a newer one.
      const program = (await linkOf(`/proc/${name}/exe`))?.replace(/ \(deleted\)$/, '')
      return program && path.basename(program) === 'postgres' ? [Number(name)] : []
    }),
  )
  return found.flat()
}

async function linkOf(link: string): Promise<string | undefined> {
  try {
    return await readlink(link)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // Ended in the meantime, or another user's.
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined
    throw error
  }
}

/** macOS has no /proc: `ps` tells the programs, `lsof` the working directories. */
async function byListing(folder: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,comm='], { maxBuffer: 16 << 20 })
  const candidates = postgresOf(stdout)
  if (candidates.length === 0) return []
  return workingIn(await openFolders(candidates), folder)
}

/** Of lines of `ps -o pid=,comm=`: the program's path, or what a child writes in its place. */
export function postgresOf(listing: string): number[] {
  return listing.split('\n').flatMap((line) => {
    const [, pid, program = ''] = /^\s*(\d+)\s+(.*?)\s*$/.exec(line) ?? []
    return path.basename(program) === 'postgres' || program.startsWith('postgres: ') ? [Number(pid)] : []
  })
}

/** Of output of `lsof -F n`: a line `p` with the process, then one `n` with the path. */
export function workingIn(output: string, folder: string): number[] {
  const found: number[] = []
  let pid = 0
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    else if (line === `n${folder}`) found.push(pid)
  }
  return found
}

async function openFolders(pids: readonly number[]): Promise<string> {
  const args = ['-a', '-d', 'cwd', '-F', 'n', '-p', pids.join(',')]
  try {
    return (await promisify(execFile)('lsof', args)).stdout
  } catch (error) {
    // Status 1 when one of the processes has ended; what it found of the others is there all the same.
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error) return String(error.stdout)
    throw error
  }
}

/** The block of shared memory that a server's postmaster.pid names. */
export interface SharedMemory {
  readonly key: number
  readonly id: number
}

/**
 * Whether any process still has the block: what Postgres looks at before it starts. Told for every user's processes,
 * also where their working directories are hidden (root in a container). Only Linux tells.
 */
export async function sharedMemoryInUse(block: SharedMemory): Promise<boolean> {
  try {
    return isAttached(await readFile('/proc/sysvipc/shm', 'utf8'), block)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

/** Of the table in /proc/sysvipc/shm: key, shmid, perms, size, cpid, lpid, nattch (source: man 5 proc, ipc/shm.c). */
export function isAttached(table: string, block: SharedMemory): boolean {
  return table.split('\n').some((line) => {
    const [key, id, , , , , attached] = line.trim().split(/\s+/)
    // The kernel writes the key as a signed number, Postgres as an unsigned one.
    return Number(key) >>> 0 === block.key >>> 0 && Number(id) === block.id && Number(attached) > 0
  })
}

/** Whether this process is the server of the folder; told by its words, also where working directories are hidden. */
export async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  const [program = '', flags] = ((await processCommand(pid)) ?? '').split(` -D ${path.resolve(dataDir)} `)
  return path.basename(program) === 'postgres' && flags !== undefined
}
