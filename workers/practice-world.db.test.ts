import { randomBytes } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { Simulation, type SimulationOptions } from '@/lib/providers/practice/world/simulation'
import { takeWorld } from '@/lib/providers/practice/world/world-identity'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from '@/lib/vault/database-vault'

provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const key = randomBytes(32)
const stops: (() => Promise<unknown>)[] = []
let errors: string[] = []

beforeAll(async () => {
  await db().user.create({ data: { id: 'anna', name: 'anna', email: 'anna@example.org' } })
})
beforeEach(async () => {
  errors = []
  await db().cluster.deleteMany({})
  await db().machine.deleteMany({})
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await closeRunQueue()
  await closeBus()
})

async function start(changes: Partial<SimulationOptions> = {}): Promise<Simulation> {
  const simulation = await Simulation.start({
    key,
    listenOn: '127.0.0.1',
    port: 0,
    host: '127.0.0.1',
    appPorts: undefined,
    signal: new AbortController().signal,
    onError: (where, error) => void errors.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
    ...changes,
  })
  stops.push(() => simulation.stop())
  return simulation
}

/** Its run waits: nobody takes it up here. */
async function make(name: string): Promise<{ clusterId: string; machineId: string }> {
  const request = { provider: 'practice', name, machines: 1, speed: 20, apps: [], troubles: [] } as const
  const { clusterId } = await createCluster(anna, { ...request, apps: [], troubles: [] })
  const machine = await db().practiceMachine.findFirstOrThrow({ where: { clusterId } })
  return { clusterId, machineId: machine.id }
}

const write = { do: 'write', path: '/etc/motd', text: 'hello', mode: 0o644 } as const
const silent = { onLine: () => undefined, onProgress: () => undefined }
const never = new AbortController().signal

describe('the practice world', () => {
  it('keeps what was done on a machine before it says so, sealed', async () => {
    const { clusterId, machineId } = await make('kept')
    const world = await start()
    const cluster = await world.cluster(clusterId)
    await cluster?.operate(machineId, write, silent, never)
    const row = await db().practiceMachine.findUniqueOrThrow({ where: { id: machineId } })
    expect(row.state).toMatch(/^v1\./)
    expect(row.state).not.toContain('hello')
    // As after kill -9: another life, without a stop of the first.
    const next = await (await start()).cluster(clusterId)
    const read = { do: 'read', path: '/etc/motd' } as const
    expect(await next?.operate(machineId, read, silent, never)).toEqual({ text: 'hello' })
  })

  it('writes nothing any more once another one has taken over', async () => {
    const { clusterId, machineId } = await make('fenced')
    const world = await start()
    const cluster = await world.cluster(clusterId)
    await takeWorld('somebody else')
    await expect(cluster?.operate(machineId, write, silent, never)).rejects.toThrow('another worker')
    expect(await db().practiceMachine.findUniqueOrThrow({ where: { id: machineId } })).toMatchObject({ state: null })
  })

  it('takes up all others when one cannot be read', async () => {
    const [broken, well] = [await make('broken'), await make('well')]
    await db().practiceMachine.update({ where: { id: broken.machineId }, data: { state: 'v1.nonsense' } })
    const world = await start()
    expect(await world.cluster(well.clusterId)).toBeDefined()
    expect(errors).toEqual([expect.stringContaining('does not open with this key')])
  })

  it('keeps its port, and puts kubeconfigs right when it must take another one', async () => {
    const { clusterId } = await make('moved')
    const first = await start()
    const { url } = first
    const text = `server: ${url}/clusters/${clusterId}`
    const kubeconfigSecretId = await databaseVault().seal(text, { kind: 'kubeconfig', ownerId: 'anna', clusterId })
    const apiUrl = `${url}/clusters/${clusterId}`
    await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId, apiUrl } })
    // The first one still has the port.
    const second = await start()
    expect(second.url).not.toBe(url)
    const moved = await db().cluster.findUniqueOrThrow({ where: { id: clusterId } })
    expect(moved.apiUrl).toBe(`${second.url}/clusters/${clusterId}`)
    expect(await databaseVault().open(moved.kubeconfigSecretId ?? '')).toBe(`server: ${moved.apiUrl}`)
    expect(await db().secret.count({ where: { clusterId, kind: 'kubeconfig' } })).toBe(1)
    for (const stop of stops.splice(0)) await stop()
    expect((await start()).url).toBe(second.url)
  })

  it('does not take the name of somebody’s board', async () => {
    await db().machine.create({
      data: { id: 'board', ownerId: 'anna', name: 'desk-1', address: '10.0.0.1', loginUser: 'pi' },
    })
    await expect(make('desk')).rejects.toMatchObject({
      code: 'cluster-name-taken',
      userMessage: expect.stringContaining('desk-1'),
    })
    expect(await db().cluster.count()).toBe(0)
  })

  it('forgets a cluster that went with its owner', async () => {
    const { clusterId, machineId } = await make('orphan')
    const world = await start()
    const cluster = await world.cluster(clusterId)
    expect(await cluster?.remove(machineId)).toBe(true)
    await world.remove(clusterId)
    expect(await world.cluster(clusterId)).toBeUndefined()
    expect(await db().practiceCluster.count()).toBe(0)
  })
})
