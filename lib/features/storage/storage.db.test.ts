import { beforeAll, expect, it } from 'vitest'
import type { StorageLimits } from '@/lib/contracts/storage'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedUser } from '@/lib/testing/seed-run'
import { uploadInTurn } from '../apps/upload-turns'
import { createCluster } from '../clusters/create-cluster'
import { deleteCluster } from '../clusters/delete-cluster'
import { changeStorageLimits } from './change-storage-limits'
import { readStorage } from './read-storage'

provideTestDatabase()

const admin: Actor = { userId: 'root', role: 'admin' }
const USUAL: StorageLimits = { logDays: 90, logTotalMb: 2_000, freePercent: 5, freeMb: 1_000 }
/** So much of a disk is never free. */
const ALWAYS_FULL: StorageLimits = { ...USUAL, freePercent: 100, freeMb: 100_000_000 }
let member: Actor

beforeAll(async () => {
  process.env['BUZZCRATE_DATA'] ??= '.'
  member = { userId: await seedUser(), role: 'member' }
})

const practice = (name: string) =>
  createCluster(member, { provider: 'practice', name, machines: 1, speed: 20, apps: [], troubles: [] })

it('shows admins how the disk stands and what logs take, and keeps what they choose', async () => {
  expect(await readStorage(admin)).toMatchObject({
    limits: USUAL,
    disk: { freeBytes: expect.any(Number) },
    logBytes: 0,
  })
  await expect(readStorage(member)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(changeStorageLimits(member, USUAL)).rejects.toMatchObject({ code: 'forbidden' })
  const limits = { ...USUAL, logDays: 30 }
  expect(await changeStorageLimits(admin, limits)).toMatchObject({ limits })
  expect((await readStorage(admin)).limits).toEqual(limits)
  expect(await db().auditEntry.findFirst({ where: { action: 'storage.limits' } })).toMatchObject({ details: limits })
})

it('starts nothing and takes no upload while the disk is full, and lets what is there be deleted', async () => {
  const { clusterId } = await practice('before')
  await changeStorageLimits(admin, ALWAYS_FULL)
  expect((await readStorage(admin)).disk.isFull).toBe(true)
  await expect(practice('after')).rejects.toMatchObject({
    code: 'disk-full',
    userMessage: expect.stringMatching(/^Nothing new is started: only .* are free on the disk of this panel/),
  })
  expect(await db().cluster.count({ where: { ownerId: member.userId } })).toBe(1)
  let began = false
  const upload = uploadInTurn(admin.userId, (async function* () {})(), async () => {
    began = true
  })
  await expect(upload).rejects.toMatchObject({ code: 'disk-full' })
  expect(began).toBe(false)
  await db().run.updateMany({ where: { subjectId: clusterId }, data: { status: 'succeeded', endedAt: new Date() } })
  await db().runLock.deleteMany({})
  expect(await deleteCluster(member, clusterId, { name: 'before' })).toMatchObject({ runNumber: expect.any(Number) })
  await changeStorageLimits(admin, USUAL)
  await practice('after')
})
