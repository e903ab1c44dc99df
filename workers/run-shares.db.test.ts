import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { RunWait } from '@/lib/contracts/runs'
import { db } from '@/lib/db/client'
import { RUN_SHARES, runPlace, waitingRuns } from '@/lib/db/run-turns'
import { bus, closeBus } from '@/lib/events/bus'
import { openLiveStream } from '@/lib/features/live/open-live-stream'
import { readRun } from '@/lib/features/runs/queries'
import { closeRunQueue, queueLocation, runQueue } from '@/lib/queue/run-queue'
import { topics } from '@/lib/shared/live-stream'
import { demoPlan, demoSteps } from '@/lib/testing/demo/demo-steps'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun, seedUser } from '@/lib/testing/seed-run'
import { runWorker } from './run-worker'

provideTestDatabase()

let folder: string
const stops: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-shares-'))
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
  await db().run.updateMany({ where: { status: 'running' }, data: { status: 'succeeded' } })
})
afterAll(() => closeRunQueue())

function startWorker(concurrency?: number) {
  const stopping = new AbortController()
  const ended = runWorker({
    steps: demoSteps,
    portsFor: () => ({ ports: undefined, close: async () => {} }),
    bus: bus(),
    location: queueLocation(),
    signal: stopping.signal,
    ...(concurrency === undefined ? {} : { concurrency }),
  })
  stops.push(() => {
    stopping.abort(new Error('the test ends'))
    return ended
  })
}

async function start(ownerId: string, plan = demoPlan({ lanes: 1 })) {
  const { runId } = await seedRun({ ownerId, plan })
  await runQueue().add(runId, 0)
  return runId
}

/** Runs that stall until `release`. */
async function startStalling(ownerId: string, count: number) {
  const plan = demoPlan({ lanes: 1, folder })
  const runs: string[] = []
  for (let index = 0; index < count; index += 1) runs.push(await start(ownerId, plan))
  return runs
}
const release = () => writeFileSync(path.join(folder, 'lane1.open'), '')

const statusOf = async (runId: string) => (await db().run.findUniqueOrThrow({ where: { id: runId } })).status
/** Runs of a person that some worker took and that are not over. */
const goingOn = (ownerId: string) => db().run.count({ where: { ownerId, status: 'running', startedAt: { not: null } } })
const within = { timeout: scaledMs(20_000) }

it('keeps places for everybody else when all runs of one person stall, and gets all of them done at last', {
  timeout: scaledMs(60_000),
}, async () => {
  const [mallory, anna] = [await seedUser(), await seedUser()]
  const stalling = await startStalling(mallory, 50)
  startWorker()
  await expect.poll(() => goingOn(mallory), within).toBe(RUN_SHARES.aPerson)
  const own = await start(anna)
  await expect.poll(() => statusOf(own), within).toBe('succeeded')
  expect(await goingOn(mallory)).toBe(RUN_SHARES.aPerson)
  release()
  const open = () => db().run.count({ where: { id: { in: stalling }, status: 'running' } })
  await expect.poll(open, { timeout: scaledMs(40_000) }).toBe(0)
})

it('counts a person’s runs over all workers, and does not turn in a circle while they wait', {
  timeout: scaledMs(60_000),
}, async () => {
  const mallory = await seedUser()
  startWorker()
  startWorker()
  await startStalling(mallory, 50)
  await expect.poll(() => goingOn(mallory), within).toBeGreaterThanOrEqual(RUN_SHARES.aPerson)
  // Both may have chosen at the same moment.
  expect(await goingOn(mallory)).toBeLessThanOrEqual(RUN_SHARES.aPerson + 1)
  // Nobody asks for the others again and again, although they have waited for long enough to be looked for.
  await db().run.updateMany({ where: { ownerId: mallory }, data: { createdAt: new Date(Date.now() - 60_000) } })
  expect(await waitingRuns()).toEqual([])
  expect(await db().run.count({ where: { ownerId: mallory, startedAt: null } })).toBeGreaterThan(30)
})

it('keeps a worker’s last places for people of whom nothing goes on', { timeout: scaledMs(60_000) }, async () => {
  const people = await Promise.all(Array.from({ length: 3 }, seedUser))
  for (const person of people) await startStalling(person, 10)
  startWorker(10)
  const going = async () => Promise.all(people.map(goingOn))
  await expect.poll(async () => (await going()).reduce((sum, count) => sum + count, 0), within).toBe(8)
  // Everybody’s first comes before anybody’s second.
  expect((await going()).toSorted()).toEqual([2, 3, 3])
  const own = await start(await seedUser())
  await expect.poll(() => statusOf(own), within).toBe('succeeded')
})

it('tells a run that waits its place, and whoever looks at it each time that it moves', {
  timeout: scaledMs(60_000),
}, async () => {
  const [mallory, anna] = [await seedUser(), await seedUser()]
  await startStalling(mallory, 17)
  const waiting = await start(mallory)
  const ownerOf = { userId: mallory, role: 'member' } as const
  startWorker()
  await expect.poll(() => goingOn(mallory), within).toBe(RUN_SHARES.aPerson)
  const place = { place: 3, ownRunning: RUN_SHARES.aPerson }
  await expect.poll(() => runPlace(waiting), within).toEqual(place)
  expect((await readRun(ownerOf, waiting)).waiting).toEqual({ ...place, ownMost: RUN_SHARES.aPerson })
  const abort = new AbortController()
  const options = { cursors: new Map(), signals: [abort.signal], stillAllowed: async () => true }
  const stream = await openLiveStream(ownerOf, [topics.wait(waiting)], options)
  await expect(openLiveStream({ userId: anna, role: 'member' }, [topics.wait(waiting)], options)).rejects.toMatchObject(
    { code: 'not-found' },
  )
  const seen: (RunWait | null)[] = []
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of stream) {
    text += decoder.decode(part, { stream: true })
    const bodies = [...text.matchAll(/^data: (\{.+\})$/gm)].map(([, json]) => JSON.parse(json ?? '').body)
    if (seen.length === 0 && bodies.length > 0) release()
    seen.splice(0, seen.length, ...bodies)
    if (seen.at(-1) === null) break
  }
  abort.abort()
  expect(seen[0]).toMatchObject({ place: 3 })
  expect(seen.at(-1)).toBeNull()
  await expect.poll(() => statusOf(waiting), within).toBe('succeeded')
})
