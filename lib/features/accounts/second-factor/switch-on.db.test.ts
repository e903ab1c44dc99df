import { describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import {
  ADA,
  adaWithFactor,
  Browser,
  code,
  member,
  problem,
  switchOn,
  useSignInScene,
} from '@/lib/testing/sign-in-scene'
import { totpCode } from '@/lib/testing/totp-code'
import { changeUser } from '../change-user'
import { currentActor } from '../current-actor'
import { listOwnNotices, placeOf, unseenNotices } from '../sign-in-notices'
import { listUsers } from '../users'
import { changeSecondFactorDemand, owesSecondFactor } from './demand'
import { readSecondFactor } from './read-second-factor'
import { removeSecondFactor, switchOffSecondFactor } from './switch-off'
import { beginSecondFactor, confirmSecondFactor } from './switch-on'

const scene = useSignInScene()

describe('switching on', () => {
  it('takes the password, and counts only once a code has shown that the app has the secret', async () => {
    const home = new Browser()
    expect(await home.password()).toBe(false)
    const user = await home.user()
    await expect(beginSecondFactor(user, { password: 'not this one' })).rejects.toThrow(code('bad-input'))
    const { secret, uri } = await beginSecondFactor(user, { password: ADA.password })
    expect(uri).toContain(secret)
    // Begun, not confirmed: nobody is shut out by a QR code that was never scanned.
    expect(await new Browser('10.0.0.3').password()).toBe(false)
    const place = placeOf(home.headers, ADA.email)
    await expect(confirmSecondFactor(user, { code: '000000' }, place)).rejects.toThrow(problem(/10:00:00 UTC/))
    const { recoveryCodes } = await confirmSecondFactor(user, { code: totpCode(secret, Date.now()) }, place)
    expect(recoveryCodes).toHaveLength(10)
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(await readSecondFactor(user)).toMatchObject({ on: true, recoveryCodesLeft: 10 })
    expect(await new Browser('10.0.0.3').password()).toBe(true)
    await expect(beginSecondFactor(user, { password: ADA.password })).rejects.toThrow(code('second-factor-on'))
  })

  it('ends the other sessions, and keeps this one', async () => {
    const [home, other] = [new Browser(), new Browser('10.0.0.3')]
    await home.password()
    await other.password()
    await switchOn(home)
    expect(await currentActor(other.headers)).toBeUndefined()
    expect(await currentActor(home.headers)).toBeDefined()
  })

  it('keeps neither the secret nor a recovery code in the database as they are', async () => {
    const { secret, recoveryCodes } = await adaWithFactor()
    const rows = JSON.stringify([
      await db().secondFactor.findMany(),
      await db().recoveryCode.findMany(),
      await db().auditEntry.findMany(),
      await db().signInNotice.findMany(),
      await db().verification.findMany(),
    ])
    for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((one) => one.replace('-', ''))]) {
      expect(rows).not.toContain(text)
    }
  })

  it('slows down who guesses at the code with a stolen session', async () => {
    const home = new Browser()
    await home.password()
    const user = await home.user()
    await beginSecondFactor(user, { password: ADA.password })
    const place = placeOf(home.headers, ADA.email)
    for (let n = 0; n < 10; n += 1) {
      await expect(confirmSecondFactor(user, { code: '000000' }, place)).rejects.toThrow(code('bad-input'))
    }
    await expect(confirmSecondFactor(user, { code: '000000' }, place)).rejects.toThrow(code('too-many-requests'))
  })
})

describe('switching off', () => {
  it('takes the password, and leaves nothing behind', async () => {
    const { home } = await adaWithFactor()
    const place = placeOf(home.headers, ADA.email)
    await expect(switchOffSecondFactor(await home.user(), { password: 'no' }, place)).rejects.toThrow(code('bad-input'))
    await switchOffSecondFactor(await home.user(), { password: ADA.password }, place)
    expect(await new Browser('10.0.0.3').password()).toBe(false)
    expect([await db().secondFactor.count(), await db().recoveryCode.count()]).toEqual([0, 0])
    expect((await listOwnNotices(await home.user())).map((notice) => notice.kind)).toContain('second-factor-off')
  })

  it('is done for somebody else by an admin: audited, sessions ended, and they are told', async () => {
    const { actor, login } = await member(scene.admin)
    const bob = new Browser('10.0.0.7')
    await bob.password(login)
    await switchOn(bob, login)
    expect((await listUsers(scene.admin)).map((user) => user.secondFactor)).toEqual([false, true])
    await expect(removeSecondFactor(actor, scene.admin.userId)).rejects.toThrow(code('forbidden'))
    await expect(removeSecondFactor(scene.admin, scene.admin.userId)).rejects.toThrow(code('own-account'))
    await removeSecondFactor(scene.admin, actor.userId)
    expect(await currentActor(bob.headers)).toBeUndefined()
    expect(await bob.password(login)).toBe(false)
    expect((await unseenNotices(await bob.user(), bob.headers)).map((notice) => notice.kind)).toEqual([
      'second-factor-removed',
    ])
    const entry = await db().auditEntry.findFirst({ where: { action: 'user.remove-second-factor' } })
    expect(entry).toMatchObject({ actorId: scene.admin.userId, subjectId: actor.userId })
    await expect(removeSecondFactor(scene.admin, actor.userId)).rejects.toThrow(code('second-factor-off'))
  })
})

describe('demanding it of all admins', () => {
  it('shuts out nobody who demands it, and leads every other admin to set it up first', async () => {
    await expect(changeSecondFactorDemand(scene.admin, { ofAdmins: true })).rejects.toThrow(
      code('second-factor-missing'),
    )
    const { actor, login } = await member(scene.admin)
    await changeUser(scene.admin, actor.userId, { role: 'admin' })
    const bob = new Browser('10.0.0.7')
    await bob.password(login)
    const { home } = await adaWithFactor()
    await changeSecondFactorDemand(scene.admin, { ofAdmins: true })
    expect(await home.user()).toMatchObject({ owesSecondFactor: false })
    // From the next request, also in a session that was open before.
    expect(await bob.user()).toMatchObject({ owesSecondFactor: true })
    expect(await currentActor(bob.headers)).toBeUndefined()
    await switchOn(bob, login)
    expect(await currentActor(bob.headers)).toEqual({ userId: actor.userId, role: 'admin' })
    const place = placeOf(bob.headers, login.email)
    await expect(switchOffSecondFactor(await bob.user(), { password: login.password }, place)).rejects.toThrow(
      code('second-factor-demanded'),
    )
    await changeSecondFactorDemand(scene.admin, { ofAdmins: false })
    await switchOffSecondFactor(await bob.user(), { password: login.password }, place)
  })

  it('asks members for nothing', async () => {
    await adaWithFactor()
    await changeSecondFactorDemand(scene.admin, { ofAdmins: true })
    const { actor } = await member(scene.admin)
    expect(await owesSecondFactor(actor)).toBe(false)
    await expect(changeSecondFactorDemand(actor, { ofAdmins: false })).rejects.toThrow(code('forbidden'))
  })
})
