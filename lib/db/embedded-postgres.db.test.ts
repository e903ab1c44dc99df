import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres'

const running: EmbeddedPostgres[] = []
let folder: string

const start = async (durable = false) => {
  const server = await startEmbeddedPostgres({ folder, password: 'not a secret /?', durable })
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
