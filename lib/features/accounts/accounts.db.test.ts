import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { closeDatabase, db } from '@/lib/db/client'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { seedRun } from '@/lib/testing/seed-run'
import { listAudit, SIGN_IN_REFUSED } from '../audit'
import { changeOwnPassword } from './change-own-password'
import { changeUser } from './change-user'
import { choosePassword } from './choose-password'
import { completeSetup } from './complete-setup'
import { createPasswordLink } from './create-password-link'
import { createUser } from './create-user'
import { currentActor, currentUser } from './current-actor'
import { deleteUser } from './delete-user'
import { recordSignInFailure } from './record-sign-in-failure'
import { endOtherSessions, listOwnSessions } from './sessions'
import { ensureSetupToken, setupNeeded } from './setup-token'
import { signIn as signInWith } from './sign-in'
import { NO_PLACE } from './sign-in-notices'
import { signOut } from './sign-out'
import { listUsers } from './users'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  process.env['DATABASE_URL'] = database.url
  process.env['BUZZCRATE_SECRET_KEY'] = 'k'.repeat(43)
})

afterAll(async () => {
  await closeDatabase()
  await database.drop()
})

beforeEach(async () => {
  await db().$executeRaw`truncate "user", session, account, verification, rate_limit, setup_token, audit_entry cascade`
})

const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
const from = (address: string, cookies: readonly string[] = []) =>
  new Headers({
    'x-buzzcrate-peer': address,
    cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '),
    'user-agent': 'test',
  })
const signIn = async (...login: Parameters<typeof signInWith>) => (await signInWith(...login)).cookies
const HOME = from('10.0.0.2')
const code = (expected: string) => expect.objectContaining({ code: expected })

async function setUp(): Promise<Actor> {
  const token = await ensureSetupToken()
  const { userId } = await completeSetup({ ...OWNER, token: token ?? '' })
  return { userId, role: 'admin' }
}

async function member(admin: Actor, email = 'bob@example.org'): Promise<Actor> {
  const { userId, token } = await createUser(admin, { name: 'Bob', email, role: 'member' })
  await choosePassword({ token, password: 'another long one' })
  return { userId, role: 'member' }
}

describe('set-up', () => {
  it('makes the first admin with the token, once', async () => {
    expect(await setupNeeded()).toBe(true)
    const token = (await ensureSetupToken()) ?? ''
    const { userId } = await completeSetup({ ...OWNER, token })
    expect(await setupNeeded()).toBe(false)
    expect(await ensureSetupToken()).toBeUndefined()
    await expect(completeSetup({ ...OWNER, email: 'eve@example.org', token })).rejects.toThrow(code('setup-link-spent'))
    const cookies = await signIn(OWNER, HOME)
    expect(await currentActor(from('10.0.0.2', cookies))).toEqual({ userId, role: 'admin' })
  })

  it('stores no token', async () => {
    const token = (await ensureSetupToken()) ?? ''
    expect(JSON.stringify(await db().setupToken.findMany())).not.toContain(token)
  })

  it('refuses the token of an earlier start, and a made-up one', async () => {
    const old = (await ensureSetupToken()) ?? ''
    await ensureSetupToken()
    await expect(completeSetup({ ...OWNER, token: old })).rejects.toThrow(code('setup-link-spent'))
    await expect(completeSetup({ ...OWNER, token: 'x'.repeat(32) })).rejects.toThrow(code('setup-link-spent'))
  })

  it('lets one of two at once win', async () => {
    const token = (await ensureSetupToken()) ?? ''
    const both = await Promise.allSettled([
      completeSetup({ ...OWNER, token }),
      completeSetup({ ...OWNER, email: 'eve@example.org', token }),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db().user.count()).toBe(1)
  })
})

describe('sessions', () => {
  it('signs in with cookies that scripts cannot read, and out again', async () => {
    await setUp()
    const cookies = await signIn({ ...OWNER, email: 'ada@example.org' }, HOME)
    for (const cookie of cookies) expect(cookie).toMatch(/HttpOnly; SameSite=Lax/i)
    for (const cookie of cookies) expect(cookie).not.toMatch(/Secure/)
    const headers = from('10.0.0.2', cookies)
    expect(await currentActor(headers)).toBeDefined()
    await signOut(headers)
    expect(await currentActor(headers)).toBeUndefined()
  })

  it('uses Secure cookies over https', async () => {
    await setUp()
    const headers = from('10.0.0.2')
    headers.set('x-forwarded-proto', 'https')
    const cookies = await signIn(OWNER, headers)
    for (const cookie of cookies) expect(cookie).toMatch(/; Secure/)
    const again = from('10.0.0.2', cookies)
    expect(await currentActor(again)).toBeUndefined()
    again.set('x-forwarded-proto', 'https')
    expect(await currentActor(again)).toBeDefined()
    await signOut(again)
    expect(await currentActor(again)).toBeUndefined()
  })

  it('believes no forged or altered cookie', async () => {
    await setUp()
    const cookies = await signIn(OWNER, HOME)
    const altered = cookies.map((cookie) => cookie.replace(/=(.)/, (_, first) => `=${first === 'A' ? 'B' : 'A'}`))
    expect(await currentActor(from('10.0.0.2', altered))).toBeUndefined()
    expect(await currentActor(from('10.0.0.2', ['buzz.session_token=x']))).toBeUndefined()
  })

  it('lists one’s own and ends the others', async () => {
    await setUp()
    const first = from('10.0.0.2', await signIn(OWNER, HOME))
    const second = from('10.0.0.3', await signIn(OWNER, from('10.0.0.3')))
    const user = await currentUser(second)
    if (user === undefined) throw new Error('signed out')
    expect((await listOwnSessions(user)).map((session) => session.current)).toEqual([true, false])
    expect(await endOtherSessions(user)).toEqual({ ended: 1 })
    expect(await currentActor(first)).toBeUndefined()
    expect(await currentActor(second)).toBeDefined()
  })

  it('ends the others when the password changes', async () => {
    await setUp()
    const first = from('10.0.0.2', await signIn(OWNER, HOME))
    const second = from('10.0.0.3', await signIn(OWNER, from('10.0.0.3')))
    const user = await currentUser(second)
    if (user === undefined) throw new Error('signed out')
    await expect(
      changeOwnPassword(user, { currentPassword: 'not this one', password: 'a whole new one' }, NO_PLACE),
    ).rejects.toThrow(code('bad-input'))
    await changeOwnPassword(user, { currentPassword: OWNER.password, password: 'a whole new one' }, NO_PLACE)
    expect(await currentActor(first)).toBeUndefined()
    expect(await currentActor(second)).toBeDefined()
    await expect(signIn(OWNER, HOME)).rejects.toThrow(code('wrong-credentials'))
    await signIn({ ...OWNER, password: 'a whole new one' }, HOME)
  })
})

describe('users', () => {
  it('invites a member by a one-time link', async () => {
    const admin = await setUp()
    const { userId, token } = await createUser(admin, { name: 'Bob', email: 'bob@example.org', role: 'member' })
    expect((await listUsers(admin)).find((user) => user.id === userId)).toMatchObject({ invited: true })
    expect(JSON.stringify(await db().verification.findMany())).not.toContain(token)
    await choosePassword({ token, password: 'another long one' })
    await expect(choosePassword({ token, password: 'third long one' })).rejects.toThrow(code('password-link-spent'))
    const cookies = await signIn({ email: 'bob@example.org', password: 'another long one' }, HOME)
    expect(await currentActor(from('10.0.0.2', cookies))).toEqual({ userId, role: 'member' })
  })

  it('replaces a link that was lost, and refuses one that is too old', async () => {
    const admin = await setUp()
    const { userId, token } = await createUser(admin, { name: 'Bob', email: 'bob@example.org', role: 'member' })
    const { token: second } = await createPasswordLink(admin, userId)
    await expect(choosePassword({ token, password: 'another long one' })).rejects.toThrow(code('password-link-spent'))
    await db().verification.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
    await expect(choosePassword({ token: second, password: 'another long one' })).rejects.toThrow(
      code('password-link-spent'),
    )
  })

  it('ends a link once a password was changed or the account disabled', async () => {
    const admin = await setUp()
    const ended = async (userId: string, act: () => Promise<unknown>) => {
      const { token } = await createPasswordLink(admin, userId)
      await act()
      await expect(choosePassword({ token, password: 'of an old link' })).rejects.toThrow(code('password-link-spent'))
    }
    const ada = await currentUser(from('10.0.0.2', await signIn(OWNER, HOME)))
    if (ada === undefined) throw new Error('signed out')
    await ended(admin.userId, () =>
      changeOwnPassword(ada, { currentPassword: OWNER.password, password: 'a whole new one' }, NO_PLACE),
    )
    const { userId } = await member(admin)
    await ended(userId, async () => {
      await changeUser(admin, userId, { disabled: true })
      await changeUser(admin, userId, { disabled: false })
    })
  })

  it('keeps an address for one person', async () => {
    const admin = await setUp()
    await expect(createUser(admin, { name: 'Eve', email: OWNER.email, role: 'admin' })).rejects.toThrow(
      code('email-taken'),
    )
  })

  it('ends the sessions of a disabled user at once, and keeps them out', async () => {
    const admin = await setUp()
    const { userId } = await member(admin)
    const login = { email: 'bob@example.org', password: 'another long one' }
    const headers = from('10.0.0.4', await signIn(login, from('10.0.0.4')))
    expect(await currentActor(headers)).toBeDefined()
    await changeUser(admin, userId, { disabled: true })
    expect(await currentActor(headers)).toBeUndefined()
    await expect(signIn(login, from('10.0.0.4'))).rejects.toThrow(code('account-disabled'))
    expect(await db().session.count({ where: { userId } })).toBe(0)
    await changeUser(admin, userId, { disabled: false })
    await signIn(login, from('10.0.0.4'))
  })

  it('is out at once even when only the flag was set', async () => {
    const admin = await setUp()
    const { userId } = await member(admin)
    const login = { email: 'bob@example.org', password: 'another long one' }
    const headers = from('10.0.0.4', await signIn(login, from('10.0.0.4')))
    await db().user.update({ where: { id: userId }, data: { banned: true } })
    expect(await currentActor(headers)).toBeUndefined()
  })

  it('counts a new role from the next request', async () => {
    const admin = await setUp()
    const { userId } = await member(admin)
    const login = { email: 'bob@example.org', password: 'another long one' }
    const headers = from('10.0.0.4', await signIn(login, from('10.0.0.4')))
    await changeUser(admin, userId, { role: 'admin' })
    expect(await currentActor(headers)).toMatchObject({ role: 'admin' })
    await changeUser(admin, userId, { role: 'member' })
    expect(await currentActor(headers)).toMatchObject({ role: 'member' })
  })

  it('protects the last admin', async () => {
    const admin = await setUp()
    await expect(changeUser(admin, admin.userId, { role: 'member' })).rejects.toThrow(code('last-admin'))
    await expect(changeUser(admin, admin.userId, { disabled: true })).rejects.toThrow(code('own-account'))
    await expect(deleteUser(admin, admin.userId)).rejects.toThrow(code('own-account'))
    expect((await listUsers(admin))[0]).toMatchObject({ role: 'admin', disabled: false })
  })

  it('protects the last admin from two admins who demote each other', async () => {
    const ada = await setUp()
    const bob: Actor = { ...(await member(ada)), role: 'admin' }
    await changeUser(ada, bob.userId, { role: 'admin' })
    const both = await Promise.allSettled([
      changeUser(ada, bob.userId, { role: 'member' }),
      changeUser(bob, ada.userId, { role: 'member' }),
    ])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('deletes an account with its machines, unless a cluster is left', async () => {
    const admin = await setUp()
    const { userId } = await member(admin)
    await db().sshKey.create({
      data: { id: 'key', ownerId: userId, name: 'key', publicKey: 'p', fingerprint: 'f', secretId: 's' },
    })
    await db().machine.create({
      data: { id: 'machine', ownerId: userId, name: 'pi', address: '10.0.0.9', loginUser: 'pi', sshKeyId: 'key' },
    })
    const cluster = {
      id: 'cluster',
      ownerId: userId,
      provider: 'boards',
      name: 'crate',
      definition: {},
      phase: 'ready',
    }
    await db().cluster.create({ data: cluster })
    await expect(deleteUser(admin, userId)).rejects.toThrow(code('user-has-clusters'))
    await db().cluster.update({ where: { id: 'cluster' }, data: { phase: 'deleted', deletedAt: new Date() } })
    await deleteUser(admin, userId)
    expect(await db().user.count({ where: { id: userId } })).toBe(0)
    expect(await db().machine.count()).toBe(0)
  })

  it('takes the runs of a deleted account with it, with events and logs, but not while one goes on', async () => {
    const admin = await setUp()
    const { runId, clusterId, ownerId } = await seedRun({ status: 'running' })
    await db().cluster.update({ where: { id: clusterId }, data: { phase: 'deleted', deletedAt: new Date() } })
    await db().runLock.create({ data: { key: `cluster:${clusterId}`, runId } })
    await db().runEvent.create({ data: { runId, seq: 1, event: {} } })
    await db().logChunk.create({ data: { runId, firstSeq: 1, lastSeq: 1, lines: '[]' } })
    await expect(deleteUser(admin, ownerId)).rejects.toMatchObject({
      code: 'user-has-runs',
      userMessage: 'A run of this account goes on: Creating crate. Wait or cancel first, then delete the account.',
    })
    await db().run.update({ where: { id: runId }, data: { status: 'held' } })
    await deleteUser(admin, ownerId)
    const left = [db().run.count(), db().runLock.count(), db().runEvent.count(), db().logChunk.count()]
    expect(await Promise.all(left)).toEqual([0, 0, 0, 0])
  })

  it('is for admins', async () => {
    const admin = await setUp()
    const bob = await member(admin)
    await expect(listUsers(bob)).rejects.toThrow(code('forbidden'))
    await expect(createUser(bob, { name: 'Eve', email: 'eve@example.org', role: 'admin' })).rejects.toThrow(
      code('forbidden'),
    )
    await expect(changeUser(bob, bob.userId, { role: 'admin' })).rejects.toThrow(code('forbidden'))
    await expect(deleteUser(bob, admin.userId)).rejects.toThrow(code('forbidden'))
    await expect(createPasswordLink(bob, admin.userId)).rejects.toThrow(code('forbidden'))
  })

  it('writes down sign-ins that were refused, a bounded number of entries, and nothing that was typed', async () => {
    const admin = await setUp()
    const wrong = { email: OWNER.email, password: 'not this one' }
    const refused = () => db().auditEntry.findMany({ where: { action: SIGN_IN_REFUSED }, orderBy: { at: 'asc' } })
    await expect(signIn(wrong, HOME)).rejects.toThrow(code('wrong-credentials'))
    await expect(signIn({ email: 'my secret', password: 'x' }, HOME)).rejects.toThrow(code('wrong-credentials'))
    expect(await refused()).toMatchObject([
      { subjectId: admin.userId, details: { failed: 'wrong-credentials', address: '10.0.0.2', times: 1 } },
      { subjectId: 'unknown', details: { failed: 'wrong-credentials', address: '10.0.0.2', times: 1 } },
    ])
    expect(JSON.stringify(await refused())).not.toMatch(/secret|not this one/)
    for (let attempt = 2; attempt <= 5; attempt += 1) await expect(signIn(wrong, HOME)).rejects.toThrow()
    // Locked out.
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await expect(signIn(wrong, HOME)).rejects.toThrow(code('too-many-requests'))
    }
    const { userId } = await member(admin)
    await changeUser(admin, userId, { disabled: true })
    const bob = { email: 'bob@example.org', password: 'another long one' }
    await expect(signIn(bob, from('10.0.0.7'))).rejects.toThrow(code('account-disabled'))
    const counted = (await refused()).map(({ subjectId, details }) => ({ subjectId, ...(details as object) }))
    expect(counted).toContainEqual(
      expect.objectContaining({ subjectId: admin.userId, failed: 'wrong-credentials', times: 5 }),
    )
    expect(counted).toContainEqual(
      expect.objectContaining({ subjectId: admin.userId, failed: 'too-many-requests', times: 4 }),
    )
    expect(counted).toContainEqual(expect.objectContaining({ subjectId: userId, failed: 'account-disabled' }))
    expect((await listAudit(admin)).find(({ action }) => action === SIGN_IN_REFUSED)).toMatchObject({ failed: true })
  })

  it('lets no flood fill the audit log, or push out what people did', async () => {
    const admin = await setUp()
    const flood = Array.from({ length: 200 }, (_, number) =>
      recordSignInFailure(number % 2 === 0 ? OWNER.email : `${number}@x.org`, 'wrong-credentials', `10.0.1.${number}`),
    )
    await Promise.all(flood)
    const refused = await db().auditEntry.findMany({ where: { action: SIGN_IN_REFUSED } })
    expect(refused.length).toBeLessThanOrEqual(32)
    const times = refused.map(({ details }) => Number((details as { times: number }).times))
    expect(times.reduce((sum, each) => sum + each, 0)).toBe(200)
    const listed = await listAudit(admin)
    expect(listed.filter(({ action }) => action === SIGN_IN_REFUSED).length).toBeLessThanOrEqual(20)
    expect(listed.map(({ action }) => action)).toContain('panel.set-up')
  })

  it('writes down who did what', async () => {
    const admin = await setUp()
    const { userId } = await member(admin)
    await changeUser(admin, userId, { disabled: true })
    const entries = await db().auditEntry.findMany({ orderBy: { at: 'asc' } })
    expect(entries.map((entry) => [entry.action, entry.actorId])).toEqual([
      ['panel.set-up', admin.userId],
      ['user.create', admin.userId],
      ['user.choose-password', userId],
      ['user.disable', admin.userId],
    ])
  })
})
