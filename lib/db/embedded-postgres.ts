import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { clearLeftovers, readPidFile } from './clear-leftovers'
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries'
import { postgresFlags } from './postgres-flags'
import { blockedFolder, databaseAccount, type ServerAccount } from './server-account'

export interface EmbeddedPostgresOptions {
  /** Holds `postgres/` (the database), `run/` (its socket) and `postgres.log`. Made when missing. */
  folder: string
  /** Of the database user `buzzcrate`; fixed when the database is first made. */
  password: string
  /** false trades safety against a power cut for speed: only for databases that may be lost, such as a test's. */
  durable?: boolean
  announce?: (line: string) => void
  /** Gives up waiting for what an earlier server left behind. */
  signal?: AbortSignal
}

export interface EmbeddedPostgres {
  pid: number
  /** Connection string over the unix socket; no network port is opened. */
  url(database: string): string
  /** Resolves when the server ends, for whatever reason. */
  exited: Promise<void>
  /** Ends the server in its fast and clean way; resolves when it is gone. */
  stop(): Promise<void>
}

export const DATABASE_USER = 'buzzcrate'
const PARTIAL = '.partial'
const LONGEST_SOCKET_PATH = 103
const START_DEADLINE_MS = 60_000
const STOP_DEADLINE_MS = 20_000

/**
 * Starts the Postgres server that comes with BuzzCrate, making its database first when the folder has none.
 * A server that an earlier, killed BuzzCrate left behind on the same folder is stopped before, and processes that
 * outlived a killed server are waited for.
 * @throws AppError `postgres-*` with a plain sentence and the way out.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.folder)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const account = databaseAccount(options.announce)
  if (account) refuseBlockedFolder(folder, account)
  const binaries = postgresBinaries(account)
  const dataDir = path.join(folder, 'postgres')
  const socketDir = prepareSocketDir(folder, account)
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) await clearLeftovers({ ...options, dataDir, socketDir })
  else await initialise(dataDir, options, binaries, account)

  const logFile = path.join(folder, 'postgres.log')
  const child = await launch({ dataDir, socketDir, logFile, binaries, account, durable: options.durable ?? true })
  const { pid } = child
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const query = `host=${encodeURIComponent(socketDir)}`
  return {
    // A child that was seen ready has a pid.
    pid: pid as number,
    url: (database) =>
      `postgresql://${DATABASE_USER}:${encodeURIComponent(options.password)}@localhost/${database}?${query}`,
    exited,
    stop: async () => {
      child.kill('SIGINT')
      const forced = setTimeout(() => child.kill('SIGQUIT'), STOP_DEADLINE_MS)
      await exited
      clearTimeout(forced)
    },
  }
}

function refuseBlockedFolder(folder: string, account: ServerAccount): void {
  const blocked = blockedFolder(folder, account)
  if (!blocked) return
  throw new AppError('postgres-folder-blocked', {
    userMessage:
      `The database runs as the user "${account.name}", who may not enter ${blocked}. ` +
      `Allow it (chmod o+x ${blocked}), or choose another data folder with BUZZCRATE_DATA.`,
    details: { blocked },
  })
}

/** A folder for the socket whose path is short enough for the kernel (108 bytes with the file's name). */
function prepareSocketDir(folder: string, account: ServerAccount | undefined): string {
  const inside = path.join(folder, 'run')
  const digest = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const fits = Buffer.byteLength(path.join(inside, '.s.PGSQL.5432')) <= LONGEST_SOCKET_PATH
  const socketDir = fits ? inside : path.join(tmpdir(), `buzzcrate-${digest}`)
  mkdirSync(socketDir, { recursive: true, mode: 0o700 })
  const owner = account?.uid ?? process.getuid?.()
  if (account) chownSync(socketDir, account.uid, account.gid)
  if (statSync(socketDir).uid !== owner) {
    throw new AppError('postgres-socket-folder', {
      userMessage: `The folder ${socketDir} belongs to somebody else. Remove it, or choose a data folder with a shorter path.`,
    })
  }
  chmodSync(socketDir, 0o700)
  return socketDir
}

async function initialise(
  dataDir: string,
  options: EmbeddedPostgresOptions,
  binaries: PostgresBinaries,
  account: ServerAccount | undefined,
): Promise<void> {
  const { password, durable = true } = options
  await removeHalfMade(dataDir)
  // Made beside its place and then moved, so that a half-made database is never taken for a whole one; under a name of
  // its own each time, since an initdb whose BuzzCrate was killed goes on by itself.
  const partial = mkdtempSync(`${dataDir}${PARTIAL}`)
  const passwordFile = `${partial}.password`
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account) {
    chownSync(partial, account.uid, account.gid)
    chownSync(passwordFile, account.uid, account.gid)
  }
  const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  try {
    await promisify(execFile)(
      binaries.initdb,
      [`--pgdata=${partial}`, `--username=${DATABASE_USER}`, `--pwfile=${passwordFile}`]
        .concat(['--auth=scram-sha-256', '--no-instructions', ...(durable ? [] : ['--no-sync'])])
        .concat(encoding),
      {
        cwd: '/',
        env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env['PATH'], LC_ALL: 'C' },
        ...identity(account),
      },
    )
  } catch (cause) {
    const output = String((cause as { stderr?: unknown }).stderr ?? cause).trim()
    throw new AppError('postgres-init-failed', {
      userMessage: `The database could not be made in ${dataDir}. Postgres said: ${output.split('\n').at(-1)}`,
      message: output,
      cause,
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(partial, dataDir)
}

async function removeHalfMade(dataDir: string): Promise<void> {
  const folder = path.dirname(dataDir)
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${path.basename(dataDir)}${PARTIAL}`)) continue
    // Tried again, since whoever is still writing there may add a file while the folder is emptied. Not rmSync: from Node
    // 24 on, it takes a file that somebody else removed meanwhile for the end of its work, and silently leaves the rest.
    await rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 10 })
  }
}

interface Launch {
  dataDir: string
  socketDir: string
  logFile: string
  binaries: PostgresBinaries
  account: ServerAccount | undefined
  durable: boolean
}

async function launch(options: Launch): Promise<ChildProcess> {
  const { dataDir, socketDir, logFile, binaries, account, durable } = options
  rotate(logFile)
  const logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  const log = openSync(logFile, 'a', 0o600)
  const flags = Object.entries({ ...postgresFlags(durable), unix_socket_directories: socketDir })
  // Its own process group: Ctrl-C in the terminal must not end the database before the programs that use it.
  const child = spawn(
    binaries.postgres,
    ['-D', dataDir, ...flags.flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    {
      detached: true,
      cwd: '/',
      env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env['PATH'], LC_ALL: 'C' },
      stdio: ['ignore', log, log],
      ...identity(account),
    },
  )
  closeSync(log)
  const failure: { cause?: unknown } = {}
  child.once('error', (error) => {
    failure.cause = error
  })
  await waitFor<true>({
    look: async () => {
      if (child.exitCode === null && child.signalCode === null && !failure.cause) {
        return isReady(dataDir, child.pid) ? true : undefined
      }
      const said = readFileSync(logFile, 'utf8').slice(logStart).trim()
      throw new AppError('postgres-start-failed', {
        userMessage: `The database did not start. Its last words: ${lastWords(said)} (more in ${logFile})`,
        message: said,
        cause: failure.cause,
      })
    },
    everyMs: 15,
    deadlineMs: START_DEADLINE_MS,
    onDeadline: (waitedMs) => {
      child.kill('SIGQUIT')
      return new AppError('postgres-start-slow', {
        userMessage: `The database was not ready after ${Math.round(waitedMs / 1000)} s. Its log is in ${logFile}.`,
      })
    },
    clock: systemClock,
    signal: new AbortController().signal,
  })
  return child
}

const identity = (account: ServerAccount | undefined) => (account ? { uid: account.uid, gid: account.gid } : {})

function lastWords(said: string): string {
  const lines = said.split('\n')
  return lines.findLast((line) => /FATAL|PANIC|ERROR|could not/.test(line)) ?? lines.at(-1) ?? 'none'
}

function rotate(logFile: string): void {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000) renameSync(logFile, `${logFile}.1`)
}

function isReady(dataDir: string, pid: number | undefined): boolean {
  const file = readPidFile(dataDir)
  return file?.pid === pid && file?.state === 'ready'
}
