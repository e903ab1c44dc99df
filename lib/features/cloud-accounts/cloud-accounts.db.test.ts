import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { LEAST_SCOPES } from '@/lib/linode/check-token'
import { connectAccount } from '@/lib/providers/linode/connect-account'
import { MOST_CLOUD_ACCOUNTS } from '@/lib/shared/cloud/cloud-data'
import { provideLinode } from '@/lib/testing/linode/provide-linode'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { databaseVault } from '@/lib/vault/database-vault'
import { deleteUser } from '../accounts/delete-user'
import { addCloudAccount } from './add-cloud-account'
import { changeCloudToken } from './change-cloud-token'
import { checkCloudAccount } from './check-cloud-account'
import { deleteCloudAccount } from './delete-cloud-account'
import { findCloudAccount, listCloudAccounts } from './queries'
import { renameCloudAccount } from './rename-cloud-account'

provideTestDatabase()
const linode = provideLinode()

const LEAST = Object.entries(LEAST_SCOPES).map(([scope, { level }]) => `${scope}:${level}`)
const admin: Actor = { userId: 'root', role: 'admin' }
let anna: Actor
let ben: Actor

beforeAll(async () => {
  await db().user.create({ data: { id: 'root', name: 'root', email: 'root@example.org', role: 'admin' } })
})

/** New people for each test: looks at Linode are counted by person. */
beforeEach(async () => {
  const person = async (): Promise<Actor> => {
    const userId = newId()
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role: 'member' } })
    return { userId, role: 'member' }
  }
  anna = await person()
  ben = await person()
})

/** A token of a Linode user of its own. */
function newToken(scopes?: readonly string[]): { readonly token: string; readonly username: string } {
  const username = `user-${newId()}`
  const token = `token-${newId()}`
  linode().cloud.openAccount({ username }, token, scopes)
  return { token, username }
}

async function seedCluster(owner: Actor, accountId: string, name: string, deletedAt: Date | null = null) {
  const id = newId()
  const definition = { name, provider: 'linode', k3sVersion: 'v1.36.1+k3s1', machines: [] }
  const phase = deletedAt === null ? 'ready' : 'deleted'
  const cloud = { create: { accountId, region: 'de-fra-2', tag: `buzzcrate-${id}`, prices: {} } }
  await db().cluster.create({
    data: { id, ownerId: owner.userId, provider: 'linode', name, definition, phase, deletedAt, cloud },
  })
  return id
}

const secretsOf = ({ userId }: Actor) => db().secret.count({ where: { ownerId: userId } })

describe('accounts at Linode', () => {
  it('are kept with a token that suffices, which nobody is shown again', async () => {
    const { token, username } = newToken(LEAST)
    const account = await addCloudAccount(anna, { name: 'Work', token })
    expect(account).toMatchObject({ name: 'Work', username, missing: [], usedBy: [] })
    const { tokenSecretId } = await db().cloudAccount.findUniqueOrThrow({ where: { id: account.id } })
    expect(await databaseVault().open(tokenSecretId)).toBe(token)
    expect(await connectAccount(account.id)).toMatchObject({ account: { name: 'Work', token, user: username } })
    const audit = await db().auditEntry.findMany({ where: { subjectId: account.id } })
    expect(audit.map(({ action }) => action)).toEqual(['cloud-account.create'])
    expect(JSON.stringify([account, audit, await db().cloudAccount.findMany()])).not.toContain(token)
  })

  it('are not kept while a permission is missing, and each missing one is named', async () => {
    const { token } = newToken(LEAST.filter((scope) => !/^(volumes|firewall)/.test(scope)))
    const error = await addCloudAccount(anna, { name: 'Work', token }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'cloud-token-lacks',
      details: { missing: [expect.stringMatching(/^Firewalls: Read\/Write/), expect.stringMatching(/^Volumes: /)] },
    })
    expect(JSON.stringify(error)).not.toContain(token)
    expect(await listCloudAccounts(anna)).toEqual([])
    expect(await secretsOf(anna)).toBe(0)
  })

  it('are not kept with a token that Linode does not know, nor when Linode does not answer', async () => {
    await expect(addCloudAccount(anna, { name: 'Work', token: 'never-heard-of' })).rejects.toMatchObject({
      code: 'linode-token-refused',
    })
    const { token } = newToken()
    linode().breakNext({ fault: '500', token, times: 9 })
    await expect(addCloudAccount(anna, { name: 'Work', token })).rejects.toMatchObject({ code: 'linode-unavailable' })
    linode().mend()
    expect(await secretsOf(anna)).toBe(0)
  })

  it('have names of their own, and there are ten at most, however many are asked for at once', async () => {
    const { token } = newToken()
    const same = await Promise.allSettled([1, 2, 3].map(() => addCloudAccount(anna, { name: 'same', token })))
    expect(same.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const result of same) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'cloud-account-name-taken' })
    }
    const more = await Promise.allSettled(
      Array.from({ length: MOST_CLOUD_ACCOUNTS }, (_, place) => addCloudAccount(anna, { name: `n${place}`, token })),
    )
    expect(more.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'cloud-accounts-full' } },
    ])
    expect(await secretsOf(anna)).toBe(MOST_CLOUD_ACCOUNTS)
    expect((await addCloudAccount(ben, { name: 'same', token })).name).toBe('same')
  })

  it('are nobody else’s, an admin’s neither', async () => {
    const { token } = newToken()
    const { id } = await addCloudAccount(anna, { name: 'mine', token })
    for (const other of [ben, admin]) {
      expect(await listCloudAccounts(other)).toEqual([])
      const attempts = await Promise.allSettled([
        findCloudAccount(other, id),
        checkCloudAccount(other, id),
        renameCloudAccount(other, id, { name: 'theirs' }),
        changeCloudToken(other, id, { token }),
        deleteCloudAccount(other, id),
      ])
      for (const attempt of attempts) {
        expect(attempt).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } })
      }
    }
    expect(await findCloudAccount(anna, id)).toMatchObject({ name: 'mine' })
  })

  it('are looked at again when their owner wants to know', async () => {
    const { token } = newToken()
    const { id, checkedAt } = await addCloudAccount(anna, { name: 'Work', token })
    const again = await checkCloudAccount(anna, id)
    expect(again).toMatchObject({ missing: [] })
    expect(again.checkedAt).toBeGreaterThanOrEqual(checkedAt)
    linode().breakNext({ fault: 'reset', token, times: 9 })
    await expect(checkCloudAccount(anna, id)).rejects.toMatchObject({ code: 'linode-unreachable' })
    linode().mend()
    expect(await findCloudAccount(anna, id)).toMatchObject({ missing: [] })
    linode().cloud.revoke(token)
    expect((await checkCloudAccount(anna, id)).missing).toEqual([expect.stringMatching(/does not accept the token/)])
  })

  it('take a new token of the same user, and forget the old one', async () => {
    const { token, username } = newToken()
    const { id } = await addCloudAccount(anna, { name: 'Work', token })
    const stranger = newToken()
    await expect(changeCloudToken(anna, id, { token: stranger.token })).rejects.toMatchObject({
      code: 'cloud-token-of-another',
      userMessage: expect.stringContaining(`of the Linode user ${stranger.username}, and Work is of ${username}`),
    })
    linode().cloud.openAccount({ username }, `${token}-2`, LEAST)
    expect(await changeCloudToken(anna, id, { token: `${token}-2` })).toMatchObject({ username, missing: [] })
    expect((await connectAccount(id)).account.token).toBe(`${token}-2`)
    expect(await secretsOf(anna)).toBe(1)
  })

  it('get other names, and say so in the audit', async () => {
    const { token } = newToken()
    const { id } = await addCloudAccount(anna, { name: 'Work', token })
    await addCloudAccount(anna, { name: 'School', token })
    expect(await renameCloudAccount(anna, id, { name: 'Play' })).toMatchObject({ name: 'Play' })
    await expect(renameCloudAccount(anna, id, { name: 'School' })).rejects.toMatchObject({
      code: 'cloud-account-name-taken',
    })
    const audit = await db().auditEntry.findMany({ where: { subjectId: id, action: 'cloud-account.rename' } })
    expect(audit).toMatchObject([{ details: { before: 'Work', name: 'Play' } }])
  })

  it('stay while they pay for a cluster, and go with their token afterwards', async () => {
    const { token } = newToken()
    const { id } = await addCloudAccount(anna, { name: 'Work', token })
    const clusterId = await seedCluster(anna, id, 'hard-crate')
    expect((await findCloudAccount(anna, id)).usedBy).toEqual([{ id: clusterId, name: 'hard-crate' }])
    await expect(deleteCloudAccount(anna, id)).rejects.toMatchObject({
      code: 'cloud-account-in-use',
      userMessage: expect.stringContaining('Work pays for hard-crate'),
    })
    await db().cluster.update({ where: { id: clusterId }, data: { phase: 'deleted', deletedAt: new Date() } })
    await deleteCloudAccount(anna, id)
    expect(await listCloudAccounts(anna)).toEqual([])
    expect(await secretsOf(anna)).toBe(0)
    expect(await db().cloudCluster.findUniqueOrThrow({ where: { clusterId } })).toMatchObject({ accountId: null })
    await expect(connectAccount(id)).rejects.toMatchObject({ code: 'cloud-account-gone' })
  })

  it('go with their owner, even when a cluster that is gone names them', async () => {
    const { token } = newToken()
    const { id } = await addCloudAccount(anna, { name: 'Work', token })
    await seedCluster(anna, id, 'old-crate', new Date())
    await deleteUser(admin, anna.userId)
    expect(await db().cloudAccount.count({ where: { id } })).toBe(0)
    expect(await secretsOf(anna)).toBe(0)
  })

  it('are not looked at without end', async () => {
    const { token } = newToken()
    const { id } = await addCloudAccount(anna, { name: 'Work', token })
    for (let look = 1; look < 40; look += 1) await checkCloudAccount(anna, id)
    await expect(checkCloudAccount(anna, id)).rejects.toMatchObject({ code: 'too-many-requests', retryable: true })
    const { id: other } = await addCloudAccount(ben, { name: 'Work', token })
    expect(await checkCloudAccount(ben, other)).toMatchObject({ missing: [] })
  })
})
