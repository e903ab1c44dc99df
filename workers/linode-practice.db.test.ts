import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Plan } from '@/lib/engine/plan'
import { initial, reduce } from '@/lib/engine/state'
import { bus, closeBus } from '@/lib/events/bus'
import { loadEvents } from '@/lib/events/run-journal'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { deleteCluster } from '@/lib/features/clusters/delete-cluster'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { listInstances } from '@/lib/linode/instances'
import { listFirewalls } from '@/lib/linode/networks'
import { listNodeBalancers } from '@/lib/linode/node-balancers'
import { allSteps } from '@/lib/providers/all-steps'
import { connectPerson } from '@/lib/providers/linode-practice/connect-practice'
import { worldLink } from '@/lib/providers/practice/link/own-world-link'
import { closeRunQueue, queueLocation } from '@/lib/queue/run-queue'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { assembleAdapters } from './assemble-ports'
import { runWorker } from './run-worker'
import { simulatePractice } from './simulate-practice'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-linode-practice-'))
process.env['BUZZCRATE_DATA'] = folder
process.env['BUZZCRATE_PRACTICE_PORT'] = '0'
process.env['HOST'] = '127.0.0.1'
provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const never = new AbortController().signal

let stopWorld: () => Promise<void>
let stopRuns: () => Promise<void>
beforeAll(async () => {
  await db().user.create({ data: { id: 'anna', name: 'anna', email: 'anna@example.org' } })
  stopWorld = startWorld()
  const adapters = assembleAdapters()
  const stopping = new AbortController()
  const ended = runWorker({
    steps: allSteps,
    portsFor: (scope) => adapters.portsFor(scope),
    bus: bus(),
    location: queueLocation(),
    signal: stopping.signal,
  })
  stopRuns = async () => {
    stopping.abort(new Error('the test ends'))
    await ended
    await adapters.close()
  }
})
afterAll(async () => {
  await stopRuns()
  await stopWorld()
  worldLink().close()
  await closeRunQueue()
  await closeBus()
  rmSync(folder, { recursive: true, force: true })
})

function startWorld(): () => Promise<void> {
  const stopping = new AbortController()
  const ended = simulatePractice(stopping.signal)
  return async () => {
    stopping.abort(new Error('the test ends'))
    await ended
  }
}

function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  return waitFor({
    look,
    everyMs: 50,
    deadlineMs: scaledMs(60_000),
    onDeadline: () => new AppError('test-waited', { userMessage: `waited in vain for ${what}` }),
    clock: systemClock,
    signal: never,
  })
}

/** The run's status once it rests, with what troubled it. */
async function rest(clusterId: string, number: number): Promise<string> {
  const run = await db().run.findFirstOrThrow({ where: { subjectId: clusterId, number } })
  // Written by startRun as a Plan; Prisma knows it as JSON.
  const plan = run.plan as unknown as Plan
  return until(`run ${number} to rest`, async () => {
    const { status } = await db().run.findUniqueOrThrow({ where: { id: run.id }, select: { status: true } })
    if (status === 'running' || status === 'unwinding') return undefined
    const state = (await loadEvents(run.id, 0)).reduce(reduce, initial(plan))
    const troubles = Object.entries(state.nodes).flatMap(([id, { error }]) =>
      error ? [`${id} ${error.code} ${error.message}`] : [],
    )
    return [status, ...troubles].join(' ')
  })
}

/** A node of the run has come so far. */
async function reached(clusterId: string, node: string): Promise<void> {
  const run = await db().run.findFirstOrThrow({ where: { subjectId: clusterId, number: 1 } })
  const plan = run.plan as unknown as Plan
  await until(`${node} to end`, async () => {
    const state = (await loadEvents(run.id, 0)).reduce(reduce, initial(plan))
    return state.nodes[node]?.endedAt === undefined ? undefined : true
  })
}

const request = (name: string) => ({
  ...({ provider: 'linode-practice', speed: 20, region: 'de-fra-2', image: 'linode/arch', workers: 2 } as const),
  ...({ serverType: 'g6-standard-1', workerType: 'g6-nanode-1', lifetimeHours: 4, traefik: false } as const),
  name,
  allowedFrom: [],
  apps: ['go-echo'],
})

/** All that the person's simulated account holds of a cluster. */
async function left(clusterId: string): Promise<number> {
  const linode = connectPerson('anna')
  const tag = clusterTag(clusterId)
  const lists = [listInstances, listNodeBalancers, listFirewalls]
  const found = await Promise.all(lists.map((list) => list(linode, tag, never)))
  return found.reduce((sum, things) => sum + things.length, 0)
}

it('makes a cluster in the simulated cloud, opens its app at a balancer, and leaves nothing', async () => {
  const { clusterId } = await createCluster(anna, { ...request('cloudy'), traefik: true })
  expect(await rest(clusterId, 1)).toBe('succeeded')
  const { installed, machines } = await findClusterDetail(anna, clusterId)
  expect(machines).toHaveLength(3)
  const urls = installed.flatMap((app) => app.urls)
  // One balancer, not one address a machine.
  expect(urls).toHaveLength(1)
  const answer = await fetch(urls[0] ?? '', { headers: { connection: 'close' } })
  expect(await answer.text()).toBe('hello\n')
  // Three machines, a firewall, a balancer of the app and one of Traefik.
  expect(await left(clusterId)).toBe(6)
  await deleteCluster(anna, clusterId, { name: 'cloudy' })
  expect(await rest(clusterId, 2)).toBe('succeeded')
  expect(await left(clusterId)).toBe(0)
  const things = await db().cloudThing.findMany({ where: { clusterId } })
  const kinds = things.map(({ kind }) => kind).sort()
  expect(kinds).toEqual(['balancer', 'balancer', 'firewall', 'machine', 'machine', 'machine'])
  expect(things.filter(({ endedAt }) => endedAt === null)).toEqual([])
})

it('gets there all the same when the practice world dies in the middle', async () => {
  const { clusterId } = await createCluster(anna, request('stormy'))
  await reached(clusterId, 'cluster/linode.create-firewall')
  await stopWorld()
  stopWorld = startWorld()
  expect(await rest(clusterId, 1)).toBe('succeeded')
  expect(await left(clusterId)).toBe(5)
  await deleteCluster(anna, clusterId, { name: 'stormy' })
  await stopWorld()
  stopWorld = startWorld()
  expect(await rest(clusterId, 2)).toBe('succeeded')
  expect(await left(clusterId)).toBe(0)
})
