import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'
import { startRedis, type TestRedis } from '@/lib/testing/redis-server'
import { webAnswers } from '@/workers/supervisor/web-answers'
import { type OutsidePostgres, startDebianPostgres } from './debian-postgres'
import { type OutsidePanel, type OutsideProcess, outsidePanel } from './outside-panel'

const never = new AbortController().signal
let postgres: OutsidePostgres
let redis: TestRedis
let panel: OutsidePanel

beforeAll(async () => {
  postgres = await startDebianPostgres(randomBytes(12).toString('hex'))
  redis = await startRedis()
  const secretKey = randomBytes(32).toString('base64url')
  panel = outsidePanel({ databaseUrl: postgres.url, redisUrl: redis.url, secretKey })
})
afterAll(async () => {
  await panel?.stop()
  await redis?.stop()
  await postgres?.stop()
})

async function says(process: OutsideProcess, words: string): Promise<void> {
  await waitFor<true>({
    look: async () => (process.output().includes(words) ? true : undefined),
    everyMs: 50,
    deadlineMs: scaledMs(30_000),
    onDeadline: () => new AppError('silent', { userMessage: `It never said "${words}":\n${process.output()}` }),
    clock: systemClock,
    signal: never,
  })
}

it('prepares the database, twice at once and again, and gives a link for the first account', async () => {
  const both = await Promise.all([panel.runToEnd('prepare'), panel.runToEnd('prepare')])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  const again = await panel.runToEnd('prepare')
  expect(again.code).toBe(0)
  expect(again.output).toMatch(/http:\/\/localhost:3000\/setup#token=[\w-]{20,}/)
  const client = new pg.Client(postgres.url)
  await client.connect()
  // The queue is on Redis, so its tables are not in Postgres.
  const { rows } = await client.query(`select to_regnamespace('bullmq') as queue, to_regclass('run') as runs`)
  await client.end()
  expect(rows).toEqual([{ queue: null, runs: 'run' }])
})

it('runs two web servers and two workers side by side, and goes on when one of each is killed', async () => {
  const webs = [await panel.web(), await panel.web()] as const
  const workers = [panel.worker(), panel.worker()] as const
  for (const web of webs) await webAnswers(web.url, never)
  for (const worker of workers) await says(worker, '"queue":"redis"')
  await webs[0].kill('SIGKILL')
  await workers[0].kill('SIGKILL')
  const response = await fetch(`${webs[1].url}/api/health`)
  expect(await response.json()).toEqual({ ok: true })
  expect(workers[1].child.exitCode).toBeNull()
  // The worker left over ends politely, in less time than its container would be given.
  const began = performance.now()
  await workers[1].kill('SIGTERM')
  expect(performance.now() - began).toBeLessThan(scaledMs(15_000))
})
