import { beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { type ClusterId, newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { addCloudAccount } from '@/lib/features/cloud-accounts/add-cloud-account'
import { databaseDirectory } from '@/lib/features/machines/database-directory'
import { provideLinode } from '@/lib/testing/linode/provide-linode'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { ClusterRequest } from '../cluster-request'
import { connectAccount } from './connect-account'
import { databasePort } from './database-port'
import { provider } from './provider'

provideTestDatabase()
const linode = provideLinode()

const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const HOUR_MS = 3_600_000
let accountId = ''

beforeAll(async () => {
  for (const { userId, role } of [anna, ben]) {
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  }
  linode().cloud.openAccount({ username: 'anna' }, 'token-of-anna')
  accountId = (await addCloudAccount(anna, { name: 'Work', token: 'token-of-anna' })).id
})

const desk = { planned: async () => [], judged: async () => [] }
const request = (name: string) =>
  ClusterRequest.parse({
    ...{ provider: 'linode', name, accountId, k3sVersion: 'v1.36.1+k3s1', lifetimeHours: 4, workers: 2 },
    ...{ region: 'de-fra-2', image: 'linode/arch', serverType: 'g6-standard-1', workerType: 'g6-nanode-1' },
  })

async function written(name: string): Promise<ClusterId> {
  const clusterId = newId<ClusterId>()
  const { definition, write } = await provider.outline({ actor: anna, request: request(name), desk })
  await db().$transaction(async (transaction) => {
    const row = { id: clusterId, ownerId: anna.userId, provider: 'linode', name, phase: 'creating', definition }
    await transaction.cluster.create({ data: row })
    await write(transaction, clusterId)
  })
  return clusterId
}

const port = databasePort({
  connect: async (id) => connectAccount(id ?? ''),
  controller: async () => undefined,
})

it('writes down the machines without addresses, and what the cluster is known by, at the prices of now', async () => {
  const clusterId = await written('hard-crate')
  const machines = await db().machine.findMany({ where: { clusterId }, orderBy: { position: 'asc' } })
  expect(machines.map(({ name, address, clusterRole }) => [name, address, clusterRole])).toEqual([
    ['hard-crate-1', null, 'server'],
    ['hard-crate-2', null, 'agent'],
    ['hard-crate-3', null, 'agent'],
  ])
  const cloud = await db().cloudCluster.findUniqueOrThrow({ where: { clusterId } })
  expect(cloud).toMatchObject({ accountId, region: 'de-fra-2', tag: `buzzcrate-${clusterId}` })
  const lifetime = await db().clusterLifetime.findUniqueOrThrow({ where: { clusterId } })
  expect(lifetime.endsAt.getTime()).toBeCloseTo(Date.now() + 4 * HOUR_MS, -5)
  const { prices } = await port.cluster(clusterId)
  expect(prices.server.monthly).toBeGreaterThan(prices.worker.monthly)
  expect(prices.balancer).toEqual({ hourly: 0.015, monthly: 10 })
})

it('makes nothing with the account of somebody else', async () => {
  const asked = { actor: ben, request: request('other-crate'), desk }
  await expect(provider.outline(asked)).rejects.toMatchObject({ userMessage: expect.stringContaining('not yours') })
})

it('reaches a made machine by its own key, and forgets how when it is gone', async () => {
  const clusterId = await written('soft-crate')
  const [machine] = await db().machine.findMany({ where: { clusterId }, orderBy: { position: 'asc' } })
  const ref = { machineId: machine?.id ?? '', name: 'soft-crate-1' }
  const hostKey = 'ssh-ed25519 AAAA'
  await port.saveMachine(clusterId, ref.machineId, { hostKey, keySecretId: 'secret1' })
  await port.saveMachine(clusterId, ref.machineId, { address: '198.51.100.9', privateAddress: '192.168.130.9' })
  const { signal } = new AbortController()
  const found = { address: '198.51.100.9', privateAddress: '192.168.130.9', hostKey, keySecretId: 'secret1' }
  expect(await databaseDirectory.find(ref, signal)).toMatchObject(found)
  await port.saveMachine(clusterId, ref.machineId, { address: undefined, keySecretId: undefined })
  expect(await databaseDirectory.find(ref, signal)).toMatchObject({
    address: undefined,
    keySecretId: undefined,
    hostKey,
  })
})

it('keeps what was made once, and when it was first seen to be gone', async () => {
  const clusterId = await written('kept-crate')
  const thing = {
    kind: 'machine',
    remoteId: 7,
    label: 'kept-crate-1-abc',
    hourly: 0.01,
    monthly: 5,
    createdAt: 1_000,
  } as const
  await port.saveThing(clusterId, thing)
  await port.saveThing(clusterId, { ...thing, hourly: 9 })
  await port.endThing(clusterId, 'machine', 7, 2_000)
  await port.endThing(clusterId, 'machine', 7, 3_000)
  await port.endThing(clusterId, 'firewall', 7, 3_000)
  expect(await port.things(clusterId)).toEqual([{ ...thing, endedAt: 2_000 }])
})

it('uses the token of the account that pays, until the account is gone', async () => {
  const clusterId = await written('paid-crate')
  expect((await port.connect(clusterId)).account).toMatchObject({ name: 'Work', token: 'token-of-anna' })
  await expect(port.connect('nobody')).rejects.toMatchObject({ code: 'cloud-account-gone' })
})
