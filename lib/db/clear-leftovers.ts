import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Clock, systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { signalProcess } from '@/lib/core/signal-process'
import { isServerOf, type SharedMemory, serverProcesses, sharedMemoryInUse } from './server-processes'

export interface Leftovers {
  readonly dataDir: string
  /** Ours alone; holds the socket and its lock. */
  readonly socketDir: string
  readonly announce?: ((line: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
}

const STOP_DEADLINE_MS = 20_000
/** After a crash Postgres gives its children this long before it becomes rude (source: SIGKILL_CHILDREN_AFTER_SECS). */
const PATIENCE_MS = 5_000
/** A checkpoint that is being written to a slow card cannot be hurried. */
const CHILDREN_DEADLINE_MS = 60_000

/** What postmaster.pid says. */
export interface PidFile {
  readonly pid: number
  readonly memory: SharedMemory | undefined
  readonly state: string
}

/**
 * Lines of postmaster.pid: 1 is the server's pid, 7 key and id of its shared memory, 8 its state
 * (source: pidfile.h, LOCK_FILE_LINE_*).
 */
export function readPidFile(dataDir: string): PidFile | undefined {
  const file = path.join(dataDir, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  const [key, id] = (lines[6] ?? '').trim().split(/\s+/).map(Number)
  return {
    pid: Number(lines[0]),
    memory: key && id !== undefined ? { key, id } : undefined,
    state: (lines[7] ?? '').trim(),
  }
}

/**
 * Makes way for a server on this folder, after a kill or a power cut: stops a server that still runs on it, waits for
 * processes that outlived theirs, and drops stale lock files. Processes of other folders are never touched.
 * @throws AppError `postgres-leftover` which names the processes that do not end.
 */
export async function clearLeftovers(leftovers: Leftovers): Promise<void> {
  const { dataDir, socketDir } = leftovers
  const left = readPidFile(dataDir)
  if (left && (await isServerOf(left.pid, dataDir))) await stopServer(left.pid, leftovers)
  await waitForChildren(left?.memory, leftovers)
  // Their numbers may belong to other programs by now, and Postgres would refuse to start because of it.
  for (const file of [path.join(dataDir, 'postmaster.pid'), path.join(socketDir, '.s.PGSQL.5432.lock')]) {
    rmSync(file, { force: true })
  }
}

async function stopServer(pid: number, { dataDir, announce, signal, clock = systemClock }: Leftovers): Promise<void> {
  announce?.(`An earlier database server (process ${pid}) still runs on this folder; stopping it.`)
  signalProcess(pid, 'SIGINT')
  await waitFor<true>({
    look: async () => ((await isServerOf(pid, dataDir)) ? undefined : true),
    everyMs: 20,
    deadlineMs: STOP_DEADLINE_MS,
    onDeadline: () =>
      new AppError('postgres-leftover', {
        userMessage: `An earlier database server (process ${pid}) does not stop. End it, then start again.`,
      }),
    clock,
    signal: signal ?? new AbortController().signal,
  })
}

/**
 * Children of a server that was killed notice it and end by themselves, a busy one only when it has written what it was
 * writing. Until the last is gone, a new server must not touch the files.
 */
async function waitForChildren(memory: SharedMemory | undefined, leftovers: Leftovers): Promise<void> {
  const { dataDir, announce, signal, clock = systemClock } = leftovers
  const startedAt = clock.now()
  let told = false
  let hurried = false
  let last: readonly number[] = []
  await waitFor<true>({
    look: async () => {
      last = await serverProcesses(dataDir)
      if (last.length === 0 && !(memory && (await sharedMemoryInUse(memory)))) return true
      if (!told) announce?.(`Waiting for ${named(last)} of the earlier database to end, before a new one may start.`)
      told = true
      if (!hurried && clock.now() - startedAt >= PATIENCE_MS) {
        hurried = true
        // What their own server tells them after a crash: end without cleaning up. The log of changes keeps all that counts.
        for (const pid of last) signalProcess(pid, 'SIGQUIT')
      }
      return undefined
    },
    everyMs: 50,
    deadlineMs: CHILDREN_DEADLINE_MS,
    onDeadline: (waitedMs) =>
      new AppError('postgres-leftover', {
        userMessage:
          `The database was not started: after ${Math.round(waitedMs / 1000)} s ${named(last)} of the earlier database ` +
          `still ${last.length === 1 ? 'uses' : 'use'} its files in ${dataDir}. ` +
          `End ${last.length === 1 ? 'it' : 'them'}, then start again.`,
        details: { processes: last.join(' ') },
      }),
    clock,
    signal: signal ?? new AbortController().signal,
  })
  if (told) announce?.(`The earlier database has ended after ${((clock.now() - startedAt) / 1000).toFixed(1)} s.`)
}

function named(pids: readonly number[]): string {
  if (pids.length === 0) return 'processes'
  return pids.length === 1 ? `process ${pids[0]}` : `the processes ${pids.join(', ')}`
}
