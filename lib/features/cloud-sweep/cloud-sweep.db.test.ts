import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { connectAccount } from '@/lib/providers/linode/connect-account'
import { databaseAccountPort } from '@/lib/providers/linode/sweep/account-port'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { clusterTag, OUR_TAG } from '@/lib/shared/cloud/cloud-data'
import { provideLinode } from '@/lib/testing/linode/provide-linode'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from '@/lib/vault/database-vault'
import { addCloudAccount } from '../cloud-accounts/add-cloud-account'
import { deleteCloudAccount } from '../cloud-accounts/delete-cloud-account'
import { listRuns, readRun } from '../runs/queries'
import { changeSweep } from './change-sweep'
import { lookAtDueAccounts } from './look-at-due-accounts'
import { lookForOrphans } from './look-for-orphans'
import { findSweep, listSweeps } from './queries'
import { sweepAccount } from './sweep-account'

provideTestDatabase()
const linode = provideLinode()
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
})

const admin: Actor = { userId: 'root', role: 'admin' }
let anna: Actor
let ben: Actor
let account: ReturnType<ReturnType<typeof linode>['cloud']['openAccount']>
let token: string
let accountId: string

async function person(): Promise<Actor> {
  const userId = newId()
  await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role: 'member' } })
  return { userId, role: 'member' }
}

beforeEach(async () => {
  anna = await person()
  ben = await person()
  token = `token-${newId()}`
  account = linode().cloud.openAccount({ username: `user-${newId()}` }, token)
  accountId = (await addCloudAccount(anna, { name: 'Work', token })).id
})

async function seedCluster(ownerId: string, deletedAt: Date | null): Promise<string> {
  const id = newId()
  const cloud = { create: { accountId, region: 'de-fra-2', tag: clusterTag(id), prices: {} } }
  const definition = { name: `crate-${id}`, provider: 'linode', k3sVersion: 'v1.36.1+k3s1', machines: [] }
  const phase = deletedAt === null ? 'ready' : 'deleted'
  const data = { id, ownerId, provider: 'linode', name: `crate-${id}`, definition, phase, deletedAt, cloud }
  await db().cluster.create({ data })
  return id
}

let lastId = 0
function placeVolume(...tags: readonly string[]): number {
  const id = ++lastId
  const volume = { id, label: `pvc-${id}`, region: 'de-fra-2', size: 10, tags: [...tags], linodeId: null, createdAt: 0 }
  account.volumes.set(id, volume)
  return id
}

const things = (...ids: readonly number[]) => ids.map((remoteId) => ({ kind: 'volume' as const, remoteId }))

describe('a look for what belongs to no cluster', () => {
  it('finds what deleted and unknown clusters left, with what it costs, and leaves the living alone', async () => {
    const gone = await seedCluster(anna.userId, new Date())
    const [old, unknown] = [placeVolume(OUR_TAG, clusterTag(gone)), placeVolume(OUR_TAG, clusterTag(newId()))]
    placeVolume(OUR_TAG, clusterTag(await seedCluster(anna.userId, null)))
    // Two people may pay with the same account: the other's clusters live, too.
    placeVolume(OUR_TAG, clusterTag(await seedCluster(ben.userId, null)))
    placeVolume('mine')
    const sweep = await lookForOrphans(anna, accountId)
    expect(sweep).toMatchObject({ accountName: 'Work', daily: true, trouble: null, runHref: null })
    expect(sweep.found).toMatchObject([
      { kind: 'volume', remoteId: old, belongs: 'deleted', clusterName: `crate-${gone}`, sizeGb: 10 },
      { kind: 'volume', remoteId: unknown, belongs: 'unknown', clusterName: null },
    ])
    expect(sweep.found[0]?.daily).toBeCloseTo(10 * 24 * 0.00015, 10)
    expect(await listSweeps(anna)).toEqual([sweep])
    expect(account.volumes.size).toBe(5)
  })

  it('is nobody else’s business, an admin’s neither', async () => {
    placeVolume(OUR_TAG)
    await lookForOrphans(anna, accountId)
    for (const other of [ben, admin]) {
      expect(await listSweeps(other)).toEqual([])
      const attempts = await Promise.allSettled([
        findSweep(other, accountId),
        lookForOrphans(other, accountId),
        changeSweep(other, accountId, { daily: false }),
        sweepAccount(other, accountId, { things: things(1), typedName: 'Work' }),
      ])
      for (const attempt of attempts) expect(attempt).toMatchObject({ reason: { code: 'not-found' } })
    }
  })

  it('says what Linode said when it does not take the token, and keeps what it knew', async () => {
    const id = placeVolume(OUR_TAG)
    await lookForOrphans(anna, accountId)
    linode().cloud.revoke(token)
    await expect(lookForOrphans(anna, accountId)).rejects.toMatchObject({ code: 'linode-token-refused' })
    expect(await findSweep(anna, accountId)).toMatchObject({ found: [{ remoteId: id }], trouble: null })
  })
})

describe('a sweep', () => {
  it('is a run about the account, for its owner only, which says what it deletes', async () => {
    const gone = await seedCluster(anna.userId, new Date())
    const id = placeVolume(OUR_TAG, clusterTag(gone))
    await lookForOrphans(anna, accountId)
    const { href } = await sweepAccount(anna, accountId, { things: things(id), typedName: '' })
    const [run] = await listRuns(anna, { subject: { type: 'cloud-account', id: accountId } })
    expect(run).toMatchObject({
      href,
      title: 'Deleting one thing at Linode',
      subject: { name: 'Work', href: '/clouds' },
    })
    const { plan } = await readRun(anna, run?.id ?? '')
    expect(plan.nodes.map(({ step }) => step)).toEqual(['cloud.delete-orphan', 'cloud.look-again'])
    for (const other of [ben, admin]) {
      await expect(readRun(other, run?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })
    }
    expect(await findSweep(anna, accountId)).toMatchObject({ runHref: href })
    const audit = await db().auditEntry.findFirst({ where: { action: 'cloud-account.sweep', subjectId: accountId } })
    expect(audit).toMatchObject({ actorId: anna.userId, details: { name: 'Work', things: [`volume pvc-${id}`] } })
    await expect(sweepAccount(anna, accountId, { things: things(id), typedName: '' })).rejects.toMatchObject({
      code: 'subject-busy',
    })
    await expect(deleteCloudAccount(anna, accountId)).rejects.toMatchObject({ code: 'subject-busy' })
    await db().run.updateMany({ where: { subjectId: accountId }, data: { status: 'held' } })
    await deleteCloudAccount(anna, accountId)
    expect(await db().run.count({ where: { subjectId: accountId } })).toBe(0)
  })

  it('takes what may belong to another BuzzCrate only with the account’s name, and nothing that was not found', async () => {
    const id = placeVolume(OUR_TAG)
    const other = placeVolume('mine')
    await lookForOrphans(anna, accountId)
    const attempt = (ids: readonly number[], typedName: string) =>
      sweepAccount(anna, accountId, { things: things(...ids), typedName })
    await expect(attempt([id], 'work?')).rejects.toMatchObject({ code: 'name-not-typed' })
    await expect(attempt([id, other], 'Work')).rejects.toMatchObject({ code: 'cloud-sweep-stale' })
    expect(await db().run.count({ where: { subjectId: accountId } })).toBe(0)
    await attempt([id], ' Work ')
    expect(await db().run.count({ where: { subjectId: accountId } })).toBe(1)
  })

  it('ends what a thing has cost, of its own cluster only', async () => {
    const [one, other] = [await seedCluster(anna.userId, new Date()), await seedCluster(anna.userId, new Date())]
    const thing = { kind: 'volume', remoteId: 7, label: 'pvc-7', hourly: 1, monthly: 1, createdAt: new Date() }
    await db().cloudThing.createMany({ data: [one, other].map((clusterId) => ({ id: newId(), clusterId, ...thing })) })
    const port = databaseAccountPort(databaseVault())
    await port.endOrphan(clusterTag(one), { kind: 'volume', remoteId: 7 }, 5_000)
    await port.endOrphan(clusterTag(one), { kind: 'volume', remoteId: 7 }, 9_000)
    const ended = await db().cloudThing.findMany({ where: { clusterId: { in: [one, other] } } })
    expect(ended.find(({ clusterId }) => clusterId === one)?.endedAt).toEqual(new Date(5_000))
    expect(ended.find(({ clusterId }) => clusterId === other)?.endedAt).toBeNull()
  })
})

describe('the daily look', () => {
  /** Only this test's account is due: the others' have been looked at. */
  const round = (at: number, mine = true) =>
    lookAtDueAccounts({
      clock: { now: () => at, delay: systemClock.delay },
      random: () => 0.5,
      connect: (id) => connectAccount(id),
      stillMine: async () => mine,
      signal: new AbortController().signal,
    })
  const DAY = 24 * 3_600_000

  it('finds by itself, once a day, and not where it is switched off', async () => {
    await db().cloudAccount.deleteMany({ where: { id: { not: accountId }, clusters: { none: {} } } })
    const start = Date.now()
    const id = placeVolume(OUR_TAG)
    expect(await round(start, false)).toBe(0)
    await round(start)
    expect(await findSweep(anna, accountId)).toMatchObject({ found: [{ remoteId: id }], trouble: null })
    account.volumes.clear()
    await round(start + DAY / 2)
    expect(await findSweep(anna, accountId)).toMatchObject({ found: [{ remoteId: id }] })
    await round(start + DAY)
    expect((await findSweep(anna, accountId)).found).toEqual([])
    await changeSweep(anna, accountId, { daily: false })
    placeVolume(OUR_TAG)
    await round(start + 3 * DAY)
    expect(await findSweep(anna, accountId)).toMatchObject({ daily: false, found: [] })
  })

  it('keeps what was wrong until a look comes to its end', async () => {
    const start = Date.now()
    const id = placeVolume(OUR_TAG)
    await lookForOrphans(anna, accountId)
    linode().cloud.revoke(token)
    await round(start + 2 * DAY)
    const troubled = await findSweep(anna, accountId)
    expect(troubled).toMatchObject({ trouble: { code: 'linode-token-refused' }, found: [{ remoteId: id }] })
    expect(JSON.stringify(troubled)).not.toContain(token)
    linode().cloud.addToken(account, token, ['*'])
    await lookForOrphans(anna, accountId)
    expect(await findSweep(anna, accountId)).toMatchObject({ trouble: null })
  })
})
