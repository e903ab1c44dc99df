import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberFaults, viewerFaults } from '@/e2e/log-faults'
import { LogViewer } from '@/e2e/log-viewer'
import { ADA, createAccountByLink } from '@/e2e/panel-account'
import type { LogLine } from '@/lib/contracts/runs'
import { closeDatabase, db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { readLines } from '@/lib/events/log-table'
import { loadEvents } from '@/lib/events/run-journal'
import { closeRunQueue, runQueue } from '@/lib/queue/run-queue'
import { demoPlan } from '@/lib/testing/demo/demo-steps'
import { type DemoWorker, startDemoWorker } from '@/lib/testing/demo/start-demo-worker'
import { scaledMs } from '@/lib/testing/pace'
import { startRedis, type TestRedis } from '@/lib/testing/redis-server'
import { seedRun } from '@/lib/testing/seed-run'
import { webAnswers } from '@/workers/supervisor/web-answers'
import { type OutsidePostgres, startDebianPostgres } from './debian-postgres'
import { type OutsidePanel, outsidePanel } from './outside-panel'

const RUNS = 6
const LANES = 3
const LINES = 400
const never = new AbortController().signal

let postgres: OutsidePostgres
let redis: TestRedis
let panel: OutsidePanel
let folder: string
const workers: DemoWorker[] = []

beforeAll(async () => {
  postgres = await startDebianPostgres(randomBytes(12).toString('hex'))
  redis = await startRedis()
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-two-'))
  const secretKey = randomBytes(32).toString('base64url')
  process.env['DATABASE_URL'] = postgres.url
  process.env['REDIS_URL'] = redis.url
  process.env['BUZZCRATE_SECRET_KEY'] = secretKey
  panel = outsidePanel({ databaseUrl: postgres.url, redisUrl: redis.url, secretKey })
})
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')))
  await panel?.stop()
  await closeRunQueue()
  await closeBus()
  await closeDatabase()
  await redis?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function storedLines(runId: string): Promise<readonly LogLine[]> {
  const all: LogLine[] = []
  for await (const lines of readLines(runId)) all.push(...lines)
  return all
}

/** Each attempt wrote a beginning of the step's lines, the last one all of them, in their order. */
function contentFaults(lines: readonly LogLine[]): readonly string[] {
  const attempts = new Map<string, number>()
  const faults: string[] = []
  for (const { stream, text } of lines) {
    if (stream !== 'out') continue
    const [name = '', attempt = '', number = ''] = text.split(' ')
    const key = `${name} ${attempt}`
    if (Number(number) !== (attempts.get(key) ?? 0) + 1)
      faults.push(`${key}: line ${number} after ${attempts.get(key)}`)
    attempts.set(key, Number(number))
  }
  for (const name of ['first', 'last', ...Array.from({ length: LANES }, (_, lane) => `lane${lane + 1}`)]) {
    const most = Math.max(...[...attempts].flatMap(([key, count]) => (key.startsWith(`${name} `) ? [count] : [])))
    if (most !== LINES) faults.push(`${name}: ${most} of ${LINES} lines`)
  }
  return faults
}

it('loses no run and doubles no line when one web server and one worker of two are killed', async () => {
  const prepared = await panel.runToEnd('prepare')
  const webs = [await panel.web(), await panel.web()] as const
  for (const web of webs) await webAnswers(web.url, never)
  const link = /http:\/\/localhost:3000(\/setup#token=[\w-]{20,})/.exec(prepared.output)?.[1] ?? ''
  const cookie = await createAccountByLink(webs[0].url, link, ADA)
  const environment = { DATABASE_URL: postgres.url, REDIS_URL: redis.url }
  workers.push(await startDemoWorker(environment), await startDemoWorker(environment))

  const plan = demoPlan({ lanes: LANES, linesPerStep: LINES, folder })
  const runs = await Promise.all(Array.from({ length: RUNS }, () => seedRun({ plan })))
  const bases = webs.map(({ url }) => url)
  // Half of them look at the server that will be killed.
  const viewers = runs.flatMap(({ runId }) => [
    { runId, viewer: new LogViewer(runId, cookie, bases) },
    { runId, viewer: new LogViewer(runId, cookie, bases.toReversed()) },
  ])
  await Promise.all(runs.map(({ runId }) => runQueue().add(runId, 0)))
  const begun = async () => {
    const events = await Promise.all(runs.map(({ runId }) => loadEvents(runId, 0)))
    return events.flat().filter((event) => event.type === 'started').length
  }
  // Every lane of every run has begun: some with each worker.
  await expect.poll(begun, { timeout: scaledMs(30_000) }).toBe(RUNS * (LANES + 1))
  const claims = await db().run.findMany({ select: { claimedBy: true } })
  const owners = new Set(claims.map(({ claimedBy }) => claimedBy?.split('/')[1]))
  expect([...owners].sort()).toEqual(workers.map(({ pid }) => String(pid)).sort())

  await Promise.all([webs[0].kill('SIGKILL'), workers[0]?.end('SIGKILL')])
  for (let lane = 1; lane <= LANES; lane++) writeFileSync(path.join(folder, `lane${lane}.open`), '')
  const ended = () => db().run.count({ where: { status: 'succeeded' } })
  await expect.poll(ended, { timeout: scaledMs(60_000) }).toBe(RUNS)

  const faults: string[] = []
  for (const { runId } of runs) {
    const stored = await storedLines(runId)
    faults.push(...numberFaults(runId, stored), ...contentFaults(stored))
    for (const { viewer } of viewers.filter((one) => one.runId === runId)) {
      await expect.poll(() => viewer.lines.length, { timeout: scaledMs(20_000) }).toBeGreaterThanOrEqual(stored.length)
      await viewer.stop()
      faults.push(...viewerFaults('a viewer', viewer.lines, stored))
    }
  }
  expect(faults).toEqual([])
  // The viewers of the killed server went on with the other one.
  expect(viewers.filter(({ viewer }) => viewer.breaks > 0).length).toBeGreaterThanOrEqual(RUNS)
})
