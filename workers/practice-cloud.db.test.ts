import { randomBytes } from 'node:crypto'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { machineLabel } from '@/lib/providers/linode/linode-names'
import type { PersonCloud } from '@/lib/providers/practice/world/person-cloud'
import { Simulation } from '@/lib/providers/practice/world/simulation'
import { takeWorld } from '@/lib/providers/practice/world/world-identity'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'

provideTestDatabase()

const key = randomBytes(32)
const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOneOfTheMachine'
const stops: (() => Promise<unknown>)[] = []
let errors: string[] = []

beforeAll(async () => {
  await db().user.create({ data: { id: 'anna', name: 'anna', email: 'anna@example.org' } })
  await db().cluster.create({
    data: {
      ...{
        id: 'c1',
        ownerId: 'anna',
        name: 'crate',
        provider: 'practice',
        definition: {},
        phase: 'creating',
      },
      practice: {
        create: {
          ...{ speed: 20, cloud: true },
          machines: { create: [{ id: 'm1', number: 1, name: 'crate-1', address: '198.18.7.7' }] },
        },
      },
    },
  })
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await db().practiceCloud.deleteMany({})
  await db().practiceMachine.updateMany({ data: { state: null } })
  errors = []
})

async function start(): Promise<Simulation> {
  const simulation = await Simulation.start({
    ...{ key, listenOn: '127.0.0.1', port: 0, host: '127.0.0.1', appPorts: undefined },
    signal: new AbortController().signal,
    onError: (where, error) => void errors.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
  })
  stops.push(() => simulation.stop())
  return simulation
}

const ask = async (cloud: PersonCloud, method: string, path: string, body: object = {}) => {
  const text = method === 'POST' ? JSON.stringify(body) : ''
  return cloud.answer({ method, path, query: new URLSearchParams(), filter: undefined, body: text, pace: 1_000_000 })
}

const LABEL = machineLabel('c1', { name: 'crate-1' })
const USER_DATA = `#cloud-config\nhostname: crate-1\nssh_keys:\n  ed25519_public: ${HOST_KEY} crate-1\n`
const MACHINE = {
  ...{ label: LABEL, region: 'de-fra-2', type: 'g6-nanode-1', image: 'linode/arch', private_ip: true },
  authorized_keys: ['ssh-ed25519 AAAA panel'],
  tags: ['buzzcrate', clusterTag('c1')],
  metadata: { user_data: Buffer.from(USER_DATA).toString('base64') },
}

const statusOf = async (cloud: PersonCloud, id: number) =>
  Reflect.get(Object((await ask(cloud, 'GET', `/linode/instances/${id}`)).body), 'status')

async function make(cloud: PersonCloud): Promise<number> {
  const { status, body } = await ask(cloud, 'POST', '/linode/instances', MACHINE)
  expect(status).toBe(200)
  expect(body).toMatchObject({ ipv4: ['198.18.7.7', expect.stringMatching(/^192\.168\./)] })
  return Number(Reflect.get(Object(body), 'id'))
}

const connect = { do: 'connect' } as const
const silent = { onLine: () => undefined, onProgress: () => undefined }
const never = new AbortController().signal

it('makes and ends the machines of a cluster', async () => {
  const world = await start()
  const cluster = await world.cluster('c1')
  const cloud = await world.cloud('anna')
  await expect(cluster?.operate('m1', connect, silent, never)).rejects.toMatchObject({ code: 'host-unreachable' })
  const id = await make(cloud)
  await expect.poll(() => statusOf(cloud, id)).toBe('running')
  expect(await cluster?.operate('m1', connect, silent, never)).toMatchObject({ hostKey: HOST_KEY })
  expect((await ask(cloud, 'DELETE', `/linode/instances/${id}`)).status).toBe(200)
  await expect
    .poll(() => cluster?.operate('m1', connect, silent, never).catch(({ code }) => code))
    .toBe('host-unreachable')
  expect(errors).toEqual([])
})

it('keeps what it answered, sealed, and goes on after it was killed', async () => {
  const world = await start()
  const id = await make(await world.cloud('anna'))
  const { state } = await db().practiceCloud.findUniqueOrThrow({ where: { ownerId: 'anna' } })
  expect(state).toMatch(/^v1\./)
  // As after kill -9: another life, without a stop of the first.
  const next = await start()
  const cloud = await next.cloud('anna')
  await expect.poll(() => statusOf(cloud, id)).toBe('running')
  const cluster = await next.cluster('c1')
  expect(await cluster?.operate('m1', connect, silent, never)).toMatchObject({ hostKey: HOST_KEY })
  // An id is never given again.
  const { body } = await ask(cloud, 'POST', '/vpcs', { label: 'net', region: 'de-fra-2' })
  expect(Number(Reflect.get(Object(body), 'id'))).toBeGreaterThan(id)
})

it('writes nothing any more once another one has taken over', async () => {
  const world = await start()
  const cloud = await world.cloud('anna')
  await takeWorld('somebody else')
  await expect(make(cloud)).rejects.toThrow('another worker')
  expect(await db().practiceCloud.count()).toBe(0)
})

it('gives one person so many machines and no more', async () => {
  const cloud = await (await start()).cloud('anna')
  const answers = await Promise.all(
    Array.from({ length: 21 }, (_, number) =>
      ask(cloud, 'POST', '/linode/instances', { ...MACHINE, label: `m-${number}` }),
    ),
  )
  // Linode's own limit of creates comes first, as there.
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(20).fill(200), 429])
})
