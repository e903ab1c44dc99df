import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import type { EmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrate, readMigrations } from '@/lib/db/migrate'
import { bus, closeBus } from '@/lib/events/bus'
import { readLines } from '@/lib/events/log-table'
import { loadEvents } from '@/lib/events/run-journal'
import { migrateQueue } from '@/lib/queue/migrate-queue'
import { closeRunQueue, queueLocation, runQueue } from '@/lib/queue/run-queue'
import { demoPlan, demoSteps } from '@/lib/testing/demo/demo-steps'
import { ownPostgres } from '@/lib/testing/own-postgres'
import { scaledMs } from '@/lib/testing/pace'
import { seedRun } from '@/lib/testing/seed-run'
import { runWorker } from './run-worker'

// A Postgres of its own, because it is killed.
const own = ownPostgres()
let server: EmbeddedPostgres

beforeAll(async () => {
  server = await own.start()
  const url = server.url('postgres')
  await migrate(url, await readMigrations(path.resolve('prisma/migrations')))
  await migrateQueue(url)
  process.env['DATABASE_URL'] = url
  process.env['BUZZCRATE_SECRET_KEY'] ??= 'k'.repeat(43)
})
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
  await closeDatabase()
  await server.stop()
  own.removeFolder()
})

it('goes on with the same worker when Postgres was killed and comes back: no step disturbed, no line lost', {
  timeout: scaledMs(90_000),
}, async () => {
  const LINES = 300
  const plan = demoPlan({ lanes: 3, linesPerStep: LINES, folder: own.folder })
  const { runId } = await seedRun({ plan })
  const stopping = new AbortController()
  const worker = runWorker({
    steps: demoSteps,
    portsFor: () => ({ ports: undefined, close: async () => {} }),
    bus: bus(),
    location: queueLocation(),
    signal: stopping.signal,
  })
  await runQueue().add(runId, 0)
  const started = async () => (await loadEvents(runId, 0)).filter((event) => event.type === 'started').length
  await expect.poll(started, { timeout: scaledMs(20_000) }).toBe(4)

  process.kill(server.pid, 'SIGKILL')
  await server.exited
  // While Postgres is away, a node ends and writes.
  writeFileSync(path.join(own.folder, 'lane1.open'), '')
  server = await own.start()
  for (const lane of ['lane2', 'lane3']) writeFileSync(path.join(own.folder, `${lane}.open`), '')

  const status = async () => (await db().run.findUnique({ where: { id: runId } }))?.status
  await expect.poll(() => status().catch(() => 'away'), { timeout: scaledMs(20_000) }).toBe('succeeded')
  const events = await loadEvents(runId, 0)
  expect(events.filter((event) => event.type === 'claimed')).toHaveLength(1)
  expect(events.filter((event) => event.type === 'attempt_failed' || event.type === 'failed')).toEqual([])
  const texts: string[] = []
  for await (const lines of readLines(runId)) {
    for (const line of lines) expect(line.seq).toBe(texts.push(line.text))
  }
  const expected = ['first', 'lane1', 'lane2', 'lane3', 'last'].flatMap((name) =>
    Array.from({ length: LINES }, (_, index) => `${name} 1 ${index + 1}`),
  )
  expect(texts.toSorted()).toEqual(expected.toSorted())
  stopping.abort(new Error('the test ends'))
  await worker
})
