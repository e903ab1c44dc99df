import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { assertCloudRoom, type CloudWish, cloudRefusal, plannedMeters, saveCloudLimits } from './cloud-room'

provideTestDatabase()

const HOUR = 3_600_000
/** The middle of a month of 30 days. */
const now = Date.parse('2026-11-16T00:00:00Z')
const NANODE = { hourly: 0.0075, monthly: 5 }
const PRICES = { server: NANODE, worker: NANODE, balancer: { hourly: 0.015, monthly: 10 }, volume: NANODE, asOf: now }

let ownerId: string
let accountId: string
beforeEach(async () => {
  ownerId = newId()
  accountId = newId()
  await db().user.create({ data: { id: ownerId, name: ownerId, email: `${ownerId}@example.org`, role: 'member' } })
  const account = { id: accountId, ownerId, provider: 'linode', name: 'Work', tokenSecretId: 's', username: 'u' }
  await db().cloudAccount.create({ data: { ...account, checkedAt: new Date() } })
})

const limit = (cloudMachines: number, cloudDollars: number) =>
  db().$transaction((transaction) => saveCloudLimits(transaction, { cloudMachines, cloudDollars }))

const wish = (workers: number, hours: number | null): CloudWish => ({
  machines: workers + 1,
  meters: plannedMeters(PRICES, { workers, balancers: 1, from: now }),
  endsAt: hours === null ? null : now + hours * HOUR,
})

/** A server and a worker with a NodeBalancer: $20 a month. */
async function seedCluster(over: { readonly provider?: string; readonly deleted?: boolean } = {}): Promise<string> {
  const { provider = 'linode', deleted = false } = over
  const id = newId()
  const machines = [
    { machineId: newId(), role: 'server' },
    { machineId: newId(), role: 'agent' },
  ]
  const definition = {
    provider,
    name: `crate-${id}`,
    k3sVersion: 'v1.36.1+k3s1',
    machines,
    apps: [],
    allowCgroupV1: false,
  }
  const of = deleted || provider !== 'linode' ? null : accountId
  const cloud = { create: { accountId: of, region: 'de-fra-2', tag: clusterTag(id), prices: PRICES } }
  const phase = deleted ? 'deleted' : 'ready'
  const data = { id, ownerId, provider, name: id, definition, phase, deletedAt: deleted ? new Date(now) : null }
  await db().cluster.create({ data: { ...data, createdAt: new Date(now - HOUR), cloud } })
  return id
}

const refusal = (wanted?: CloudWish) => cloudRefusal(ownerId, wanted, undefined, now)

describe('the limits of a person', () => {
  it('count machines of what is there and what is wanted', async () => {
    await limit(5, 1_000)
    await seedCluster()
    expect(await refusal(wish(2, 4))).toBeUndefined()
    expect(await refusal(wish(3, 4))).toMatch(/^You have 2 machines in the cloud, and 5 is the most/)
    expect(await refusal()).toBeUndefined()
    await limit(2, 1_000)
    expect(await refusal()).toMatch(/2 is the most/)
  })

  it('count dollars of the month that comes to more, to the end of lifetimes', async () => {
    await limit(100, 40)
    await seedCluster()
    // Half of November, and all of December: $20 for what is there.
    expect(await refusal(wish(1, null))).toBeUndefined()
    expect(await refusal(wish(2, null))).toMatch(/^With this cluster yours in the cloud come to \$45\.00 a month/)
    expect(await refusal(wish(20, 4))).toBeUndefined()
    await limit(100, 20)
    expect(await refusal(wish(0, 1))).toBeUndefined()
    expect(await refusal()).toMatch(/^Your clusters in the cloud come to \$20\.00 a month/)
  })

  it('count what is being made, what was made as it was, and nothing of practice or of others', async () => {
    await limit(4, 1_000)
    await seedCluster({ deleted: true })
    await seedCluster({ provider: 'practice' })
    expect(await refusal(wish(3, 4))).toBeUndefined()
    const other = await seedCluster()
    await db().cluster.update({ where: { id: other }, data: { ownerId: await stranger() } })
    expect(await refusal(wish(3, 4))).toBeUndefined()
  })

  it('let no two clicks pass together', async () => {
    await limit(3, 1_000)
    const click = () =>
      db().$transaction(async (transaction) => {
        await assertCloudRoom(transaction, ownerId, wish(1, 4))
        const id = newId()
        const machines = [
          { machineId: newId(), role: 'server' },
          { machineId: newId(), role: 'agent' },
        ]
        const definition = { provider: 'linode', name: `crate-${id}`, k3sVersion: 'v1.36.1+k3s1', machines, apps: [] }
        const cloud = { create: { accountId, region: 'de-fra-2', tag: clusterTag(id), prices: PRICES } }
        const data = { id, ownerId, provider: 'linode', name: id, definition, phase: 'creating', cloud }
        await transaction.cluster.create({ data })
      })
    const clicks = await Promise.allSettled([click(), click(), click()])
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(clicks.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'cloud-quota' } })
  })
})

async function stranger(): Promise<string> {
  const id = newId()
  await db().user.create({ data: { id, name: id, email: `${id}@example.org`, role: 'member' } })
  return id
}
