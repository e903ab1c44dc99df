import type pg from 'pg'
import { afterEach, expect, it } from 'vitest'
import type { LogLine } from '@/lib/contracts/runs'
import { db } from '@/lib/db/client'
import { openPool, pool } from '@/lib/db/pool'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { readLines, readLogPage } from './log-table'
import { LogWriter } from './log-writer'

const url = provideTestDatabase()
const pools: pg.Pool[] = []
afterEach(async () => {
  await Promise.all(pools.splice(0).map((open) => open.end()))
})

const plain = (line: string) => line
const own = (runId: string, owner: string) => db().run.update({ where: { id: runId }, data: { claimedBy: owner } })

async function claimedRun(owner = 'w1'): Promise<string> {
  const { runId } = await seedRun()
  await own(runId, owner)
  return runId
}

async function allLines(runId: string): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for await (const page of readLines(runId)) lines.push(...page)
  return lines
}

/** A pool that does something before or after each query of the log, as a bad network would. */
function faultyPool(around: (query: () => Promise<unknown>, config: { text?: string }) => Promise<unknown>): pg.Pool {
  const real = openPool(url(), 2)
  pools.push(real)
  const query = real.query.bind(real)
  return Object.assign(real, {
    query: (config: pg.QueryConfig, values?: unknown[]) => around(() => query(config, values), config),
  })
}

const lost = () => Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })

it('numbers the lines of each run without gaps, many runs at once', async () => {
  const runs = await Promise.all(Array.from({ length: 8 }, () => claimedRun()))
  const writer = new LogWriter()
  const logs = runs.map((runId, index) => {
    const log = writer.open(runId, `w${index}`, (line) => line.replace('secret', '***'))
    return own(runId, `w${index}`).then(() => log)
  })
  await Promise.all(
    logs.map(async (opening) => {
      const log = await opening
      for (let line = 1; line <= 2_500; line++) log.write('node', 1, 'out', `line ${line} secret\0\ud800`)
      log.write('node', 2, 'info', 'two\nlines')
      await log.close()
    }),
  )
  for (const runId of runs) {
    const lines = await allLines(runId)
    expect(lines.map((line) => line.seq)).toEqual(Array.from({ length: 2_502 }, (_, index) => index + 1))
    expect(lines[2_499]).toMatchObject({ node: 'node', attempt: 1, stream: 'out', text: 'line 2500 ***\0\ud800' })
    expect(lines[2_501]).toMatchObject({ attempt: 2, stream: 'info', text: 'lines' })
  }
})

it('goes on behind a writer that died, and the dead one cannot write any more', async () => {
  const runId = await claimedRun('w1')
  const first = new LogWriter().open(runId, 'w1', plain)
  first.write('n', 1, 'out', 'a')
  await first.flush()
  await own(runId, 'w2')
  const second = new LogWriter().open(runId, 'w2', plain)
  first.write('n', 1, 'out', 'stale')
  second.write('n', 2, 'out', 'b')
  await Promise.all([first.flush(), second.flush()])
  first.write('n', 1, 'out', 'stale')
  second.write('n', 2, 'out', 'c')
  await Promise.all([first.close(), second.close()])
  expect((await allLines(runId)).map((line) => `${line.seq} ${line.text}`)).toEqual(['1 a', '2 b', '3 c'])
})

it('takes the next numbers when a former owner’s last statement comes in between', async () => {
  const runId = await claimedRun('w2')
  let between = true
  const writer = new LogWriter({
    pool: faultyPool(async (query, { text = '' }) => {
      if (between && text.includes('insert')) {
        between = false
        const values = [
          runId,
          JSON.stringify([
            [1, 'n', 1, 'out', 'late'],
            [1, 'n', 1, 'out', 'later'],
          ]),
        ]
        await pool().query('insert into log_chunk values ($1, 1, 2, $2)', values)
      }
      return query()
    }),
  })
  const log = writer.open(runId, 'w2', plain)
  log.write('n', 2, 'out', 'mine')
  await log.close()
  expect((await allLines(runId)).map((line) => `${line.seq} ${line.text}`)).toEqual(['1 late', '2 later', '3 mine'])
})

it('neither loses nor repeats a line when answers and statements get lost', async () => {
  const runId = await claimedRun()
  let calls = 0
  const writer = new LogWriter({
    flushEveryMs: 1,
    pool: faultyPool(async (query, { text = '' }) => {
      if (!text.includes('insert')) return query()
      calls += 1
      if (calls % 3 === 1) throw lost()
      const answer = await query()
      if (calls % 3 === 2) throw lost()
      return answer
    }),
  })
  const log = writer.open(runId, 'w1', plain)
  for (let line = 1; line <= 20; line++) {
    log.write('n', 1, 'out', `${line}`)
    await log.flush()
  }
  await log.close()
  expect((await allLines(runId)).map((line) => line.text)).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 1}`))
})

it('asks producers to pause while Postgres is away, and stores everything when it is back', async () => {
  const runId = await claimedRun()
  let away = true
  const writer = new LogWriter({
    maxBufferedChars: 1_000,
    pool: faultyPool(async (query) => {
      if (away) throw lost()
      return query()
    }),
  })
  const log = writer.open(runId, 'w1', plain)
  expect(writer.room()).toBeUndefined()
  for (let line = 0; line < 20; line++) log.write('n', 1, 'out', 'x'.repeat(100))
  const room = writer.room()
  expect(room).toBeInstanceOf(Promise)
  expect(await writer.end(50)).toBe(20)
  away = false
  await room
  expect(writer.room()).toBeUndefined()
  await log.close()
  expect(await allLines(runId)).toHaveLength(20)
})

it('reads a page of one node before or after a number', async () => {
  const runId = await claimedRun()
  const log = new LogWriter().open(runId, 'w1', plain)
  for (let line = 1; line <= 300; line++) {
    log.write(line % 3 === 0 ? 'b' : 'a', 1, 'out', `${line}`)
    if (line % 7 === 0) await log.flush()
  }
  await log.close()
  const texts = async (query: Parameters<typeof readLogPage>[1]) =>
    (await readLogPage(runId, query)).map((line) => line.text)
  expect(await texts({ node: 'b', after: 100, limit: 3 })).toEqual(['102', '105', '108'])
  expect(await texts({ node: 'b', before: 102, limit: 2 })).toEqual(['96', '99'])
  expect(await texts({ before: 3, limit: 10 })).toEqual(['1', '2'])
  expect(await texts({ after: 299, limit: 10 })).toEqual(['300'])
})
