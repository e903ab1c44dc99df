import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { VirtualClock } from '@/lib/testing/fakes/virtual-clock'
import { scaledMs } from '@/lib/testing/pace'
import { clearLeftovers, readPidFile } from './clear-leftovers'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres'
import { postgresBinaries } from './postgres-binaries'
import { databaseAccount } from './server-account'
import { serverProcesses } from './server-processes'

const running: EmbeddedPostgres[] = []
let folder: string

const start = async (durable = false, announce?: (line: string) => void) => {
  const server = await startEmbeddedPostgres({
    folder,
    password: 'not a secret /?',
    durable,
    ...(announce && { announce }),
  })
  running.push(server)
  return server
}

async function rows(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client(server.url('postgres'))
  await client.connect()
  const result = await client.query(sql)
  await client.end()
  return result.rows
}

/** A process of the server that attends to nothing by itself for a while. */
async function checkpointer(server: EmbeddedPostgres): Promise<number> {
  const [row] = await rows(server, `select pid from pg_stat_activity where backend_type = 'checkpointer'`)
  return z.object({ pid: z.int() }).parse(row).pid
}

/** The others end by themselves, a moment after the server. */
const onlyLeft = (child: number) =>
  expect.poll(() => serverProcesses(path.join(folder, 'postgres')), { timeout: scaledMs(20_000) }).toEqual([child])

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-embedded-'))
  chmodSync(folder, 0o755)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(running.splice(0).map((server) => server.stop()))
  rmSync(folder, { recursive: true, force: true })
})

describe('startEmbeddedPostgres', () => {
  it('keeps its data over a clean stop and opens no network port', async () => {
    const first = await start()
    await rows(first, 'create table crate as select 7 as slots')
    await first.stop()
    expect(existsSync(path.join(folder, 'postgres', 'postmaster.pid'))).toBe(false)
    const second = await start()
    expect(await rows(second, 'select slots from crate')).toEqual([{ slots: 7 }])
    expect(await rows(second, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
  })

  it('starts again after it was killed, with all that was committed', async () => {
    const first = await start(true)
    await rows(first, 'create table crate as select 7 as slots')
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    expect(await rows(await start(true), 'select slots from crate')).toEqual([{ slots: 7 }])
  })

  it('waits for a child that outlived the killed server, says so, and goes on once it is gone', async () => {
    const first = await start(true)
    await rows(first, 'create table crate as select 7 as slots')
    const child = await checkpointer(first)
    process.kill(child, 'SIGSTOP')
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    await onlyLeft(child)
    const said: string[] = []
    const waiting = new EventEmitter()
    const told = once(waiting, 'told')
    const second = start(true, (line) => {
      said.push(line)
      waiting.emit('told')
    })
    await told
    expect(said).toEqual([`Waiting for process ${child} of the earlier database to end, before a new one may start.`])
    expect(readPidFile(path.join(folder, 'postgres'))?.pid).toBe(first.pid)
    process.kill(child, 'SIGCONT')
    expect(await rows(await second, 'select slots from crate')).toEqual([{ slots: 7 }])
    expect(said.at(-1)).toMatch(/^The earlier database has ended after \d+\.\d s\.$/)
  })

  it('names the process that does not end when it has waited long enough, and gives up when it is told to', async () => {
    const first = await start()
    const child = await checkpointer(first)
    process.kill(child, 'SIGSTOP')
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    await onlyLeft(child)
    const dataDir = path.join(folder, 'postgres')
    const leftovers = { dataDir, socketDir: path.join(folder, 'run') }
    await expect(clearLeftovers({ ...leftovers, clock: new VirtualClock() })).rejects.toMatchObject({
      code: 'postgres-leftover',
      userMessage:
        `The database was not started: after 60 s process ${child} of the earlier database still uses its files in ` +
        `${dataDir}. End it, then start again.`,
    })
    await expect(clearLeftovers({ ...leftovers, signal: AbortSignal.abort(new Error('stopping')) })).rejects.toThrow(
      'stopping',
    )
    // Left as it was for whoever looks next.
    expect(readPidFile(dataDir)?.pid).toBe(first.pid)
    process.kill(child, 'SIGKILL')
    await clearLeftovers(leftovers)
    expect(readPidFile(dataDir)).toBeUndefined()
  })

  it('ends what its killed server left busy, as Postgres itself does after a crash, and nothing of another folder', async () => {
    const other = await startEmbeddedPostgres({ folder: path.join(folder, 'other'), password: 'test', durable: false })
    running.push(other)
    const first = await start()
    const busy = new pg.Client(first.url('postgres'))
    await busy.connect()
    // Its connection is cut without ceremony.
    busy.on('error', () => {})
    // It looks up from its work only when it is done: it does not notice by itself that its server is gone.
    const cut = busy.query('do $$ begin loop null; end loop; end $$').catch(() => 'cut')
    const working = `select 1 from pg_stat_activity where state = 'active' and query like 'do %'`
    await expect.poll(async () => (await rows(first, working)).length, { timeout: scaledMs(20_000) }).toBe(1)
    process.kill(first.pid, 'SIGKILL')
    await first.exited
    await clearLeftovers({
      dataDir: path.join(folder, 'postgres'),
      socketDir: path.join(folder, 'run'),
      clock: new VirtualClock(),
    })
    await start()
    expect(await cut).toBe('cut')
    expect(await rows(other, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is not held up by a stale lock of the socket whose number another program has now', async () => {
    await (await start()).stop()
    const { uid, gid } = statSync(path.join(folder, 'postgres'))
    // Postgres takes only a process of its own user for another server.
    const stranger = spawn('/bin/sleep', ['600'], { uid, gid, cwd: '/' })
    await once(stranger, 'spawn')
    writeFileSync(path.join(folder, 'run', '.s.PGSQL.5432.lock'), `${stranger.pid}\n`)
    expect(await rows(await start(), 'select 1 as one')).toEqual([{ one: 1 }])
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
    stranger.kill('SIGKILL')
    await once(stranger, 'exit')
  })

  it('makes its database beside an initdb that goes on after its BuzzCrate was killed', async () => {
    const account = databaseAccount()
    const left = path.join(folder, 'postgres.partial-left')
    mkdirSync(left)
    if (account) chownSync(left, account.uid, account.gid)
    const orphan = spawn(postgresBinaries(account).initdb, [`--pgdata=${left}`, '--no-sync'], {
      cwd: '/',
      env: { NODE_ENV: process.env.NODE_ENV, LC_ALL: 'C' },
      ...(account && { uid: account.uid, gid: account.gid }),
    })
    const ended = once(orphan, 'exit')
    await expect.poll(() => existsSync(path.join(left, 'postgresql.conf')), { timeout: scaledMs(20_000) }).toBe(true)
    orphan.kill('SIGSTOP')
    const server = await start()
    orphan.kill('SIGCONT')
    const [status] = await ended
    expect(status).not.toBe(0)
    expect(await rows(server, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('removes half-made databases whole, also while their own initdb is removing them', async () => {
    const folders = Array.from({ length: 8 }, (_, n) => path.join(folder, `postgres.partial-${n}`))
    for (const half of folders) {
      mkdirSync(half)
      for (let n = 0; n < 300; n++) writeFileSync(path.join(half, String(n)), '')
    }
    // One at a time and from the other end, so that the two meet.
    const script = 'for n in $(seq 299 -1 0); do rm -f "$1/$n"; done'
    const removers = folders.map((half) => spawn('/bin/sh', ['-c', script, 'sh', half], { stdio: 'ignore' }))
    const ended = removers.map((remover) => once(remover, 'exit'))
    await start()
    await Promise.all(ended)
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('takes over from a server that a killed supervisor left running, where there is no ps either', async () => {
    const orphan = await start()
    await rows(orphan, 'create table crate as select 7 as slots')
    vi.stubEnv('PATH', folder)
    const next = await start()
    await orphan.exited
    expect(next.pid).not.toBe(orphan.pid)
    expect(await rows(next, 'select slots from crate')).toEqual([{ slots: 7 }])
  })

  it('is not held up by a stale pid file whose number another program has now', async () => {
    await (await start()).stop()
    writeFileSync(path.join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n`)
    expect(await rows(await start(), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('works in a folder whose path is too long for a socket', async () => {
    folder = path.join(folder, 'a-very-long-name-'.repeat(6))
    expect(await rows(await start(), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('says what Postgres said when it cannot start', async () => {
    await (await start()).stop()
    writeFileSync(path.join(folder, 'postgres', 'PG_VERSION'), '9.6\n')
    await expect(start()).rejects.toMatchObject({
      code: 'postgres-start-failed',
      userMessage: expect.stringContaining('incompatible'),
    })
  })
})
