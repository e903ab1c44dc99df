import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { runStatus } from '@/lib/engine/decide'
import type { Plan } from '@/lib/engine/plan'
import { initial, type RunEvent, reduce } from '@/lib/engine/state'
import { bus, closeBus } from '@/lib/events/bus'
import { readLines } from '@/lib/events/log-table'
import { loadEvents } from '@/lib/events/run-journal'
import { appendCommand } from '@/lib/features/runs/append-command'
import { queueLocation, runQueue } from '@/lib/queue/run-queue'
import { demoPlan, demoSteps } from '@/lib/testing/demo/demo-steps'
import { startDemoWorker } from '@/lib/testing/demo/start-demo-worker'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { runWorker } from './run-worker'

provideTestDatabase()

let folder: string
const stops: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-demo-'))
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A worker in this process. */
function startWorker() {
  const stopping = new AbortController()
  const ended = runWorker({
    steps: demoSteps,
    portsFor: () => ({ ports: undefined, close: async () => {} }),
    bus: bus(),
    location: queueLocation(),
    signal: stopping.signal,
  })
  const stop = () => {
    stopping.abort(new Error('the test ends'))
    return ended
  }
  stops.push(closeBus, stop)
  return { stop }
}

const open = (lane: string) => writeFileSync(path.join(folder, `${lane}.open`), '')

async function follow(runId: string, plan: Plan) {
  const events = await loadEvents(runId, 0)
  return { events, state: events.reduce(reduce, initial(plan)) }
}
const nodeStatus = async (runId: string, plan: Plan, node: string) =>
  (await follow(runId, plan)).state.nodes[node]?.status
const savedStatus = async (runId: string) => (await db().run.findUniqueOrThrow({ where: { id: runId } })).status
const claims = (events: readonly RunEvent[]) => events.filter((event) => event.type === 'claimed').length

/** Every line once, in order, numbered without gaps: each attempt's lines are a beginning of what it wrote. */
async function checkLog(runId: string, linesPerStep: number, whole: readonly string[]) {
  const attempts = new Map<string, number>()
  let seq = 0
  for await (const lines of readLines(runId)) {
    for (const line of lines) {
      expect(line.seq).toBe(++seq)
      if (line.stream !== 'out') continue
      const [name = '', attempt = '', number = ''] = line.text.split(' ')
      const key = `${name} ${attempt}`
      expect(Number(number)).toBe((attempts.get(key) ?? 0) + 1)
      attempts.set(key, Number(number))
    }
  }
  for (const name of whole) {
    const counts = [...attempts].filter(([key]) => key.startsWith(`${name} `)).map(([, count]) => count)
    expect(Math.max(...counts), name).toBe(linesPerStep)
  }
}

it('drives a run from the queue to its end, and saves what lists and locks need', async () => {
  const plan = demoPlan({ lanes: 3, linesPerStep: 50 })
  const { runId, clusterId } = await seedRun({ plan })
  await db().runLock.create({ data: { key: `cluster:${clusterId}`, runId } })
  startWorker()
  await runQueue().add(runId, 0)
  await expect.poll(() => savedStatus(runId), { timeout: scaledMs(10_000) }).toBe('succeeded')
  expect(await db().run.findUnique({ where: { id: runId } })).toMatchObject({
    startedAt: expect.any(Date),
    endedAt: expect.any(Date),
  })
  expect(await db().runLock.count({ where: { runId } })).toBe(0)
  expect(await db().cluster.findUnique({ where: { id: clusterId } })).toMatchObject({ phase: 'ready' })
  await checkLog(runId, 50, ['first', 'lane1', 'lane2', 'lane3', 'last'])
})

it('stops on cancel at once, keeps the cluster locked while held, goes on by retry, and cleans up', async () => {
  const plan = demoPlan({ lanes: 2, folder })
  const { runId, clusterId } = await seedRun({ plan })
  await db().runLock.create({ data: { key: `cluster:${clusterId}`, runId } })
  startWorker()
  await runQueue().add(runId, 0)
  await expect.poll(() => nodeStatus(runId, plan, 'lane2'), { timeout: scaledMs(10_000) }).toBe('running')

  await appendCommand(runId, { type: 'cancel_requested', outcome: 'hold', actor: 'u' })
  await expect.poll(() => nodeStatus(runId, plan, 'lane1')).toBe('failed')
  await expect.poll(() => nodeStatus(runId, plan, 'lane2')).toBe('failed')
  expect(await savedStatus(runId)).toBe('held')
  expect(await db().runLock.count({ where: { runId } })).toBe(1)

  open('lane1')
  writeFileSync(path.join(folder, 'lane2.fault'), '')
  open('lane2')
  const retry = await appendCommand(runId, { type: 'retry_requested', actor: 'u' })
  expect(retry.status).toBe('running')
  await runQueue().add(runId, retry.seq)
  await expect.poll(() => savedStatus(runId), { timeout: scaledMs(10_000) }).toBe('held')
  expect(await nodeStatus(runId, plan, 'lane1')).toBe('done')

  const cleanUp = await appendCommand(runId, { type: 'cleanup_requested', actor: 'u' })
  await runQueue().add(runId, cleanUp.seq)
  await expect.poll(() => savedStatus(runId), { timeout: scaledMs(10_000) }).toBe('undone')
  expect(await db().runLock.count({ where: { runId } })).toBe(0)
})

it('takes up a run that never reached the queue', async () => {
  const plan = demoPlan({ lanes: 1 })
  const { runId } = await seedRun({ plan })
  startWorker()
  await expect.poll(() => savedStatus(runId), { timeout: scaledMs(10_000) }).toBe('succeeded')
})

it('hands its runs to another worker when it is stopped', async () => {
  const plan = demoPlan({ lanes: 2, linesPerStep: 200, folder })
  const { runId } = await seedRun({ plan })
  const first = startWorker()
  await runQueue().add(runId, 0)
  await expect.poll(() => nodeStatus(runId, plan, 'lane2'), { timeout: scaledMs(10_000) }).toBe('running')
  startWorker()
  const stoppedAt = Date.now()
  await first.stop()
  await expect.poll(async () => claims((await follow(runId, plan)).events), { timeout: scaledMs(10_000) }).toBe(2)
  const claim = (await follow(runId, plan)).events.findLast((event) => event.type === 'claimed')
  console.log(`taken up ${(claim?.at ?? 0) - stoppedAt} ms after the stop`)
  open('lane1')
  open('lane2')
  await expect.poll(() => savedStatus(runId), { timeout: scaledMs(10_000) }).toBe('succeeded')
  await checkLog(runId, 200, ['first', 'lane1', 'lane2', 'last'])
})

it('takes up the runs of a worker that was killed, within 5 s', { timeout: scaledMs(60_000) }, async () => {
  const plan = demoPlan({ lanes: 2, linesPerStep: 500, folder })
  const victim = await startDemoWorker()
  const { runId } = await seedRun({ plan })
  await runQueue().add(runId, 0)
  await expect.poll(() => nodeStatus(runId, plan, 'lane2'), { timeout: scaledMs(10_000) }).toBe('running')
  startWorker()
  const killedAt = Date.now()
  expect(await victim.end('SIGKILL')).toBe('SIGKILL')
  await expect.poll(async () => claims((await follow(runId, plan)).events), { timeout: scaledMs(10_000) }).toBe(2)
  const claim = (await follow(runId, plan)).events.findLast((event) => event.type === 'claimed')
  const tookMs = (claim?.at ?? Number.POSITIVE_INFINITY) - killedAt
  console.log(`taken up ${tookMs} ms after the kill`)
  expect(tookMs).toBeLessThan(scaledMs(5_000))
  open('lane1')
  open('lane2')
  await expect.poll(() => savedStatus(runId), { timeout: scaledMs(10_000) }).toBe('succeeded')
  const { state } = await follow(runId, plan)
  expect(runStatus(state)).toBe('succeeded')
  await checkLog(runId, 500, ['first', 'lane1', 'lane2', 'last'])
})
