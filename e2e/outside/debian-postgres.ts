import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { databaseAccount } from '@/lib/db/server-account'
import { scaledMs } from '@/lib/testing/pace'
import { freePort } from '@/workers/supervisor/free-port'

const VERSIONS = '/usr/lib/postgresql'
const USER = 'buzzcrate'

export interface OutsidePostgres {
  /** Over TCP on loopback, as a server on another machine would be reached. */
  url: string
  stop(): Promise<void>
}

/** Starts the Postgres that Debian packages, on a data folder and a port of its own. */
export async function startDebianPostgres(password: string): Promise<OutsidePostgres> {
  const version = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort().at(-1) : undefined
  if (!version) throw new Error('Postgres is not installed: apt-get install postgresql')
  const programs = path.join(VERSIONS, version, 'bin')
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-outside-'))
  const account = databaseAccount()
  const passwordFile = path.join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  chmodSync(folder, 0o755)
  if (account) for (const file of [folder, passwordFile]) chownSync(file, account.uid, account.gid)
  const identity = account ? { uid: account.uid, gid: account.gid } : {}
  const data = path.join(folder, 'data')
  execFileSync(
    path.join(programs, 'initdb'),
    ['-D', data, '-U', USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--no-sync'],
    { ...identity, cwd: '/', stdio: 'pipe' },
  )
  const port = await freePort('127.0.0.1', 0)
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`, 'fsync=off']
  const server = spawn(path.join(programs, 'postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])], {
    ...identity,
    cwd: '/',
    stdio: 'ignore',
  })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const pidFile = path.join(data, 'postmaster.pid')
  await waitFor<true>({
    look: async () => (existsSync(pidFile) && readFileSync(pidFile, 'utf8').includes('ready') ? true : undefined),
    everyMs: 20,
    deadlineMs: scaledMs(30_000),
    onDeadline: () => new AppError('no-postgres', { userMessage: 'Postgres did not start.' }),
    clock: systemClock,
    signal: new AbortController().signal,
  })
  return {
    url: `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill('SIGINT')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
