import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { RunStatus } from '@/lib/engine/decide'
import { closeBus } from '@/lib/events/bus'
import { saveCloudLimits } from '@/lib/providers/linode/cloud-room'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import { MOST_END_TRIES } from '@/lib/shared/cloud/lifetime'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedClass } from '@/lib/testing/seed-class'
import { listAlerts } from '../cloud-alerts/list-alerts'
import { readClusterCost } from '../costs/queries'
import { chooseLifetime } from './choose-lifetime'
import { endDueClusters } from './end-due-clusters'
import { extendCluster } from './extend-cluster'

provideTestDatabase()
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
})

const HOUR = 3_600_000
const MINUTE = 60_000
let owner: Actor
let stranger: Actor
let start: number

beforeEach(async () => {
  const person = async (): Promise<Actor> => {
    const userId = newId()
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role: 'member' } })
    return { userId, role: 'member' }
  }
  await db().clusterLifetime.deleteMany()
  owner = await person()
  stranger = await person()
  start = Date.now()
})

/** A cluster of the owner's with so many hours to live. */
async function seedCluster(hours: number | null, phase = 'ready'): Promise<string> {
  const id = newId()
  const name = `crate-${id}`
  const cloud = { create: { region: 'de-fra-2', tag: clusterTag(id), prices: {} } }
  const times = { endsAt: new Date(start + (hours ?? 0) * HOUR), latestAt: new Date(start + 720 * HOUR) }
  const lifetime = hours === null ? {} : { lifetime: { create: times } }
  const definition = { name, provider: 'boards', k3sVersion: 'v1.36.1+k3s1', machines: [], apps: [] }
  const made = { ownerId: owner.userId, provider: 'linode', loginUser: 'root', clusterRole: 'server' }
  const machines = { create: [{ ...made, id: newId(), name: `${name}-1` }] }
  const data = { id, ownerId: owner.userId, provider: 'boards', name, definition, phase, createdAt: new Date(start) }
  await db().cluster.create({ data: { ...data, ...lifetime, cloud, machines } })
  return id
}

const round = (at: number, mine = true) =>
  endDueClusters({
    clock: { now: () => at, delay: systemClock.delay },
    stillMine: async () => mine,
    signal: new AbortController().signal,
  })

const runsOf = (clusterId: string) =>
  db().run.findMany({ where: { subjectType: 'cluster', subjectId: clusterId }, orderBy: { number: 'asc' } })

/** As a worker would, which none does here. */
const rest = (clusterId: string, status: RunStatus) =>
  db().run.updateMany({ where: { subjectId: clusterId }, data: { status } })

const alerts = async (actor: Actor, at: number) => (await listAlerts(actor, at)).alerts

describe('the end of a cluster’s time', () => {
  it('starts the ordinary deletion in its owner’s name, says why, and only then', async () => {
    const id = await seedCluster(4)
    const forever = await seedCluster(null)
    expect(await round(start + 4 * HOUR - 1)).toBe(0)
    expect(await round(start + 4 * HOUR, false)).toBe(0)
    expect(await round(start + 4 * HOUR)).toBe(1)
    expect(await runsOf(id)).toMatchObject([
      { recipe: 'delete-cluster', title: `Deleting crate-${id}`, ownerId: owner.userId, actorId: owner.userId },
    ])
    expect(await runsOf(forever)).toEqual([])
    const entry = await db().auditEntry.findFirst({ where: { action: 'cluster.lifetime-over', subjectId: id } })
    expect(entry).toMatchObject({ actorId: owner.userId, details: { why: 'its lifetime is over' } })
    expect(await db().cluster.findUnique({ where: { id } })).toMatchObject({ phase: 'deleting' })
    expect(await round(start + 5 * HOUR)).toBe(0)
  })

  it('waits for a run that is at work, and takes over from one that waits for a person', async () => {
    const id = await seedCluster(1)
    await round(start + HOUR)
    await rest(id, 'unwinding')
    expect(await round(start + 9 * HOUR)).toBe(0)
    await rest(id, 'held')
    expect(await round(start + 9 * HOUR)).toBe(1)
    expect(await runsOf(id)).toHaveLength(2)
  })

  it('is tried some times, less and less often, and then shown to its owner', async () => {
    const id = await seedCluster(1)
    const started: number[] = []
    for (let minute = 60; minute < 60 + 400; minute += 5) {
      if ((await round(start + minute * MINUTE)) === 1) started.push(minute - 60)
      await rest(id, 'held')
      await db().cluster.update({ where: { id }, data: { phase: 'attention' } })
    }
    expect(started).toEqual([0, 10, 30, 70, 150])
    expect(await runsOf(id)).toHaveLength(MOST_END_TRIES)
    const later = start + 9 * HOUR
    expect(await alerts(owner, later)).toMatchObject([{ kind: 'end-failed', clusterId: id }])
    expect(await readClusterCost(owner, id, later)).toMatchObject({ cost: { endFailed: true } })
    expect(await alerts(stranger, later)).toEqual([])
  })

  it('is left to a person when a deletion cannot even be started', async () => {
    const id = await seedCluster(1)
    await db().cluster.update({ where: { id }, data: { provider: 'of-another-version' } })
    for (let hour = 1; hour < 20; hour += 1) expect(await round(start + hour * HOUR)).toBe(0)
    expect(await db().clusterLifetime.findUnique({ where: { clusterId: id } })).toMatchObject({
      endTries: MOST_END_TRIES,
    })
    expect(await runsOf(id)).toEqual([])
  })
})

describe('one hour more', () => {
  it('is offered fifteen minutes before, given by a click, and recorded', async () => {
    const id = await seedCluster(4)
    expect(await alerts(owner, start + 3.7 * HOUR)).toEqual([])
    const late = start + 3.8 * HOUR
    expect(await alerts(owner, late)).toMatchObject([{ kind: 'ends-soon', clusterId: id, mayExtend: true }])
    expect(await alerts(stranger, late)).toEqual([])
    expect(await extendCluster(owner, id, late)).toBe(start + 5 * HOUR)
    expect(await alerts(owner, late)).toEqual([])
    expect(await round(start + 4 * HOUR)).toBe(0)
    expect(await db().auditEntry.count({ where: { action: 'cluster.extend', subjectId: id } })).toBe(1)
  })

  it('is an hour a click, however many come at once, up to the longest lifetime', async () => {
    const id = await seedCluster(717)
    const clicks = await Promise.allSettled(Array.from({ length: 5 }, () => extendCluster(owner, id, start)))
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(clicks.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'lifetime-longest' } })
    expect((await db().clusterLifetime.findUnique({ where: { clusterId: id } }))?.endsAt).toEqual(
      new Date(start + 720 * HOUR),
    )
  })

  it('gives the panel its tries back', async () => {
    const id = await seedCluster(1)
    await db().clusterLifetime.update({ where: { clusterId: id }, data: { endTries: 5, endTriedAt: new Date(start) } })
    await extendCluster(owner, id, start + 2 * HOUR)
    expect(await round(start + 3 * HOUR)).toBe(1)
  })

  it('costs money, which the limits of its owner may refuse', async () => {
    const id = await seedCluster(4)
    const account = { id: newId(), ownerId: owner.userId, provider: 'linode', name: 'Work', tokenSecretId: 's' }
    await db().cloudAccount.create({ data: { ...account, username: 'u', checkedAt: new Date() } })
    await db().cluster.update({ where: { id }, data: { provider: 'linode' } })
    await db().cloudCluster.update({ where: { clusterId: id }, data: { accountId: account.id } })
    const machine = { kind: 'machine', remoteId: 1, label: 'm', hourly: 1, monthly: 500, createdAt: new Date(start) }
    await db().cloudThing.create({ data: { ...machine, id: newId(), clusterId: id } })
    const limit = (cloudDollars: number) =>
      db().$transaction((transaction) => saveCloudLimits(transaction, { cloudMachines: 10, cloudDollars }))
    await limit(1)
    await expect(extendCluster(owner, id, start)).rejects.toMatchObject({ code: 'cloud-quota' })
    expect((await db().clusterLifetime.findUnique({ where: { clusterId: id } }))?.endsAt).toEqual(
      new Date(start + 4 * HOUR),
    )
    await limit(50)
    expect(await extendCluster(owner, id, start)).toBe(start + 5 * HOUR)
  })

  it('is not for others, nor for what stays, or is going', async () => {
    const id = await seedCluster(1)
    await expect(extendCluster(stranger, id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(extendCluster(owner, await seedCluster(null))).rejects.toMatchObject({ code: 'cluster-does-not-end' })
    const going = await seedCluster(1, 'deleting')
    await expect(extendCluster(owner, going)).rejects.toMatchObject({ code: 'cluster-ends-already' })
  })
})

describe('the lifetime of a cluster that costs nothing', () => {
  /** None of it is in a cloud. */
  async function seedPlain(changes: object = {}): Promise<string> {
    const id = await seedCluster(null)
    await db().cloudCluster.delete({ where: { clusterId: id } })
    await db().cluster.update({ where: { id }, data: changes })
    return id
  }

  it('is off unless somebody chose it, warns, is extended by a click, and has a hard end where that was wanted', async () => {
    const id = await seedPlain()
    expect(await round(start + 9_999 * HOUR)).toBe(0)
    await expect(extendCluster(owner, id, start)).rejects.toMatchObject({ code: 'cluster-does-not-end' })
    await chooseLifetime(owner, id, { endsAt: start + 2 * HOUR, latestAt: start + 3.5 * HOUR }, start)
    const late = start + 1.8 * HOUR
    expect(await alerts(owner, late)).toMatchObject([{ kind: 'ends-soon', clusterId: id, mayExtend: true }])
    expect(await extendCluster(owner, id, late)).toBe(start + 3 * HOUR)
    expect(await extendCluster(owner, id, late)).toBe(start + 3.5 * HOUR)
    await expect(extendCluster(owner, id, late)).rejects.toMatchObject({ code: 'lifetime-longest' })
    expect(await round(start + 3.4 * HOUR)).toBe(0)
    expect(await round(start + 3.5 * HOUR)).toBe(1)
    expect(await runsOf(id)).toMatchObject([{ recipe: 'delete-cluster', actorId: owner.userId }])
  })

  it('is taken back, and goes on for ever without a latest end', async () => {
    const id = await seedPlain()
    await chooseLifetime(owner, id, { endsAt: start + HOUR, latestAt: null }, start)
    for (let hour = 2; hour < 900; hour += 100) await extendCluster(owner, id, start + hour * HOUR)
    await chooseLifetime(owner, id, { endsAt: null, latestAt: null }, start)
    expect(await round(start + 9_999 * HOUR)).toBe(0)
  })

  it.each([
    ['a time that is over', () => ({ endsAt: start, latestAt: null })],
    ['a latest end before the end', () => ({ endsAt: start + 2 * HOUR, latestAt: start + HOUR })],
  ])('is not %s', async (_, times) => {
    const id = await seedPlain()
    await expect(chooseLifetime(owner, id, times(), start)).rejects.toMatchObject({ code: 'lifetime-over' })
    expect(await db().clusterLifetime.count({ where: { clusterId: id } })).toBe(0)
  })

  it('is its owner’s to choose, where neither a cloud nor a class has chosen it', async () => {
    const times = { endsAt: start + HOUR, latestAt: null }
    await expect(chooseLifetime(stranger, await seedPlain(), times)).rejects.toMatchObject({ code: 'not-found' })
    await expect(chooseLifetime(owner, await seedCluster(4), times)).rejects.toMatchObject({ code: 'lifetime-fixed' })
    const teacher: Actor = { userId: owner.userId, role: 'teacher' }
    const { classId, studentId } = await seedClass(teacher.userId)
    const student: Actor = { userId: studentId, role: 'student' }
    const id = await seedPlain({ ownerId: studentId })
    await expect(chooseLifetime(student, id, times)).rejects.toMatchObject({ code: 'lifetime-fixed' })
    // The class ends an hour from now: a quarter of an hour a click, and no further.
    const row = await db().class.findUniqueOrThrow({ where: { id: classId } })
    const endsAt = new Date(row.endsAt.getTime() - 20 * MINUTE)
    await db().clusterLifetime.create({ data: { clusterId: id, endsAt } })
    expect(await extendCluster(student, id, start)).toBe(endsAt.getTime() + 15 * MINUTE)
    expect(await extendCluster(student, id, start)).toBe(row.endsAt.getTime())
    await expect(extendCluster(student, id, start)).rejects.toMatchObject({ code: 'lifetime-longest' })
  })
})
