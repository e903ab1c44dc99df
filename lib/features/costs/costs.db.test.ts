import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { costUntil, hourlyAt } from '@/lib/shared/cloud/cost'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { saveDesk } from './desk'
import { readClusterCost, readCosts } from './queries'

provideTestDatabase()

const HOUR = 3_600_000
const now = Date.parse('2026-11-10T12:00:00Z')
const anna: Actor = { userId: 'anna', role: 'member' }
const ben: Actor = { userId: 'ben', role: 'member' }
const admin: Actor = { userId: 'root', role: 'admin' }

beforeAll(async () => {
  for (const { userId, role } of [anna, ben, admin]) {
    await db().user.create({ data: { id: userId, name: `Name of ${userId}`, email: `${userId}@example.org`, role } })
  }
})

async function seedCluster(owner: Actor, inCloud = true): Promise<string> {
  const id = newId()
  const prices = { asOf: now - 4 * HOUR }
  const cloud = { create: { region: 'de-fra-2', tag: clusterTag(id), prices } }
  const lifetime = { create: { endsAt: new Date(now + HOUR) } }
  const definition = { name: `crate-${id}`, provider: 'boards', k3sVersion: 'v1.36.1+k3s1', machines: [] }
  const data = { id, ownerId: owner.userId, provider: 'boards', name: `crate-${id}`, definition, phase: 'ready' }
  await db().cluster.create({
    data: { ...data, createdAt: new Date(now - 4 * HOUR), ...(inCloud ? { cloud, lifetime } : {}) },
  })
  if (!inCloud) return id
  const machine = { hourly: 0.0075, monthly: 5, createdAt: new Date(now - 4 * HOUR), endedAt: null }
  const things = [
    { ...machine, kind: 'machine', remoteId: 1, label: 'm1' },
    { ...machine, kind: 'machine', remoteId: 2, label: 'm2' },
    {
      ...machine,
      kind: 'balancer',
      remoteId: 3,
      label: 'b',
      hourly: 0.015,
      monthly: 10,
      endedAt: new Date(now - HOUR),
    },
    { ...machine, kind: 'firewall', remoteId: 4, label: 'f', hourly: 0, monthly: 0 },
  ]
  await db().cloudThing.createMany({ data: things.map((thing) => ({ ...thing, id: newId(), clusterId: id })) })
  return id
}

describe('costs', () => {
  it('are what things cost in their time, a meter for those alike', async () => {
    const id = await seedCluster(anna)
    await seedCluster(anna, false)
    const { clusters, more } = await readCosts(anna, now)
    expect(clusters).toMatchObject([
      {
        id,
        ownerName: null,
        practice: false,
        endsAt: now + HOUR,
        extendedEnd: now + 2 * HOUR,
        pricesAsOf: now - 4 * HOUR,
      },
    ])
    expect(more).toBe(false)
    const meters = clusters[0]?.meters ?? []
    expect(meters.map(({ count }) => count).toSorted()).toEqual([1, 2])
    expect(costUntil(meters, now)).toBeCloseTo(2 * 4 * 0.0075 + 3 * 0.015, 10)
    expect(hourlyAt(meters, now)).toBeCloseTo(0.015, 10)
    expect(await readClusterCost(anna, id, now)).toEqual({ now, cost: clusters[0] })
  })

  it('are one’s own; an admin sees whose they are', async () => {
    const id = await seedCluster(ben)
    expect((await readCosts(anna, now)).clusters.map((cluster) => cluster.id)).not.toContain(id)
    await expect(readClusterCost(anna, id)).rejects.toMatchObject({ code: 'not-found' })
    const all = (await readCosts(admin, now)).clusters
    expect(all.find((cluster) => cluster.id === id)).toMatchObject({ ownerName: 'Name of ben' })
  })

  it('are none for a cluster that is in no cloud', async () => {
    expect(await readClusterCost(anna, await seedCluster(anna, false), now)).toEqual({ now, cost: null })
  })

  it('of the desk are each person’s own', async () => {
    const desk = { items: [{ name: 'board', count: 5, price: 80, watts: 6 }], kWhPrice: 0.25, cloudMonthly: 140 }
    expect((await readCosts(anna, now)).desk).toBeNull()
    await saveDesk(anna, desk)
    await saveDesk(anna, { ...desk, cloudMonthly: 150 })
    expect((await readCosts(anna, now)).desk).toEqual({ ...desk, cloudMonthly: 150 })
    for (const other of [ben, admin]) expect((await readCosts(other, now)).desk).toBeNull()
    expect(await db().auditEntry.count({ where: { action: 'desk.prices', subjectId: anna.userId } })).toBe(2)
  })
})
