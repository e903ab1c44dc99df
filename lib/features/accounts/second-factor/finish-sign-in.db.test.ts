import { describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import {
  ADA,
  adaWithFactor,
  Browser,
  code,
  later,
  member,
  problem,
  switchOn,
  useSignInScene,
} from '@/lib/testing/sign-in-scene'
import { totpCode } from '@/lib/testing/totp-code'
import { SIGN_IN_REFUSED } from '../../audit'
import { changeOwnPassword } from '../change-own-password'
import { changeUser } from '../change-user'
import { choosePassword } from '../choose-password'
import { createPasswordLink } from '../create-password-link'
import { currentActor } from '../current-actor'
import { signIn } from '../sign-in'
import { listOwnNotices, placeOf, unseenNotices } from '../sign-in-notices'
import { readSecondFactor } from './read-second-factor'
import { renewRecoveryCodes } from './switch-off'

const scene = useSignInScene()

describe('signing in with it', () => {
  it('opens nothing for the password alone', async () => {
    await adaWithFactor()
    const thief = new Browser('10.0.0.9', 'curl/8')
    expect(await thief.password()).toBe(true)
    expect(await currentActor(thief.headers)).toBeUndefined()
    expect(await db().session.count()).toBe(1)
  })

  it('opens a session for the code, with cookies that scripts cannot read', async () => {
    const { now } = await adaWithFactor()
    const browser = new Browser('10.0.0.3')
    const { cookies } = await signIn(ADA, browser.headers)
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^buzz-half-done=[\w-]{32}; Path=\/api\/auth; Max-Age=600; HttpOnly; SameSite=Strict$/)
    browser.keep(cookies)
    await browser.code(now())
    expect(await browser.user()).toMatchObject({ userId: scene.admin.userId })
    expect(browser.headers.get('cookie')).not.toContain('buzz-half-done')
    const signIns = await db().auditEntry.findMany({ where: { action: 'user.sign-in' }, orderBy: { at: 'asc' } })
    expect(signIns.map(({ details }) => details)).toEqual([
      { address: '10.0.0.2', secondFactor: 'none' },
      { address: '10.0.0.3', secondFactor: 'app' },
    ])
  })

  it('takes a code of a clock that is half a minute off, not of one that is further off', async () => {
    const { secret } = await adaWithFactor()
    later(600)
    for (const off of [-60_000, 60_000]) {
      const browser = new Browser('10.0.0.3')
      await browser.password()
      await expect(browser.code(totpCode(secret, Date.now() + off))).rejects.toThrow(problem(/a clock is off/))
    }
    for (const off of [-30_000, 30_000]) {
      const browser = new Browser('10.0.0.3')
      await browser.password()
      await browser.code(totpCode(secret, Date.now() + off))
    }
  })

  it('takes a code once, also of two at the same moment', async () => {
    const { now } = await adaWithFactor()
    const [first, second] = [new Browser('10.0.0.3'), new Browser('10.0.0.4')]
    await first.password()
    await second.password()
    const both = await Promise.allSettled([first.code(now()), second.code(now())])
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const late = new Browser('10.0.0.5')
    await late.password()
    await expect(late.code(now())).rejects.toThrow(problem(/used already/))
    later(30)
    await late.code(now())
  })

  it('takes no code again that switched it on', async () => {
    const home = new Browser()
    await home.password()
    const { secret } = await switchOn(home)
    const other = new Browser('10.0.0.3')
    await other.password()
    await expect(other.code(totpCode(secret, Date.now()))).rejects.toThrow(problem(/used already/))
  })

  it('takes no older code once a newer one was taken', async () => {
    const { secret, now } = await adaWithFactor()
    later(60)
    const browser = new Browser('10.0.0.3')
    await browser.password()
    const older = totpCode(secret, Date.now() - 30_000)
    await browser.code(now())
    await browser.password()
    await expect(browser.code(older)).rejects.toThrow(problem(/used already/))
  })

  it('goes on only in the browser that typed the password', async () => {
    const { now } = await adaWithFactor()
    const mine = new Browser('10.0.0.3', 'Firefox/140')
    const { cookies } = await signIn(ADA, mine.headers)
    const empty = new Browser('10.0.0.3', 'Firefox/140')
    await expect(empty.code(now())).rejects.toThrow(code('half-done-sign-in-over'))
    const thief = new Browser('10.0.0.9', 'Chrome/150')
    thief.keep(cookies)
    await expect(thief.code(now())).rejects.toThrow(code('half-done-sign-in-over'))
    const forged = new Browser('10.0.0.3', 'Firefox/140')
    forged.keep([`buzz-half-done=${'x'.repeat(32)}; Path=/`])
    await expect(forged.code(now())).rejects.toThrow(code('half-done-sign-in-over'))
    // None of it has cost the owner anything.
    mine.keep(cookies)
    await mine.code(now())
  })

  it('finishes a half-done sign-in once', async () => {
    const { recoveryCodes, now } = await adaWithFactor()
    const browser = new Browser('10.0.0.3')
    const { cookies } = await signIn(ADA, browser.headers)
    browser.keep(cookies)
    await browser.code(now())
    later(30)
    browser.keep(cookies)
    await expect(browser.code(now())).rejects.toThrow(code('half-done-sign-in-over'))
    await expect(browser.code(recoveryCodes[0] ?? '', 'recovery')).rejects.toThrow(code('half-done-sign-in-over'))
    expect(await db().recoveryCode.count()).toBe(10)
  })

  it('forgets a half-done sign-in after ten minutes, and when the password changes', async () => {
    const { home, now } = await adaWithFactor()
    const slow = new Browser('10.0.0.3')
    await slow.password()
    later(601)
    await expect(slow.code(now())).rejects.toThrow(code('half-done-sign-in-over'))
    const thief = new Browser('10.0.0.4')
    await thief.password()
    const change = { currentPassword: ADA.password, password: 'a whole new one' }
    await changeOwnPassword(await home.user(), change, placeOf(home.headers, ADA.email))
    await expect(thief.code(now())).rejects.toThrow(code('half-done-sign-in-over'))
  })

  it('keeps a bounded number of half-done sign-ins of one account', async () => {
    await adaWithFactor()
    for (let n = 0; n < 14; n += 1) await new Browser(`10.0.1.${n}`).password()
    expect(await db().verification.count()).toBe(10)
  })

  it('is still asked for after a password was chosen by a link', async () => {
    const { now } = await adaWithFactor()
    const { token } = await createPasswordLink(scene.admin, scene.admin.userId)
    await choosePassword({ token, password: 'a whole new one' })
    const browser = new Browser('10.0.0.3')
    expect(await browser.password({ ...ADA, password: 'a whole new one' })).toBe(true)
    await browser.code(now())
  })

  it('lets nobody in whose account was disabled between the two steps', async () => {
    const { actor, login } = await member(scene.admin)
    const home = new Browser('10.0.0.7')
    await home.password(login)
    const { secret } = await switchOn(home, login)
    later(30)
    const browser = new Browser('10.0.0.8')
    await browser.password(login)
    await changeUser(scene.admin, actor.userId, { disabled: true })
    await expect(browser.code(totpCode(secret, Date.now()))).rejects.toThrow(code('account-disabled'))
    await expect(browser.password(login)).rejects.toThrow(code('account-disabled'))
    expect(await db().session.count({ where: { userId: actor.userId } })).toBe(0)
  })
})

describe('guessing codes', () => {
  /** Guesses for as long as it may; the clock stands. @returns how many guesses were looked at */
  async function guesses(addresses: readonly string[]): Promise<number> {
    let looked = 0
    for (const address of addresses) {
      const thief = new Browser(address, 'curl/8')
      await thief.password()
      for (;;) {
        const result = await thief.code('000000').catch((error: unknown) => error)
        if (!(result instanceof Error) || !('code' in result) || result.code !== 'bad-input') break
        looked += 1
      }
    }
    return looked
  }

  it('is slowed down like guessing passwords, and typing the password again does not start it anew', async () => {
    await adaWithFactor()
    expect(await guesses(['10.9.0.1', '10.9.0.1', '10.9.0.1'])).toBe(5)
    const entries = await db().auditEntry.findMany({ where: { action: SIGN_IN_REFUSED }, orderBy: { id: 'asc' } })
    expect(entries.map(({ details }) => details)).toEqual(
      expect.arrayContaining([
        { failed: 'wrong-code', address: '10.9.0.1', times: 5 },
        { failed: 'too-many-codes', address: '10.9.0.1', times: 3 },
      ]),
    )
  })

  it('gets no further from many addresses, and the owner’s own browser is not kept out', async () => {
    const { home, now } = await adaWithFactor()
    expect(await guesses(Array.from({ length: 30 }, (_, n) => `10.9.1.${n}`))).toBe(20)
    await home.password()
    await home.code(now())
    const kinds = (await listOwnNotices(await home.user())).map((notice) => notice.kind)
    expect(kinds.filter((kind) => kind === 'wrong-codes')).toHaveLength(1)
  })

  it('gives any number of guesses at the same moment no more than their share', async () => {
    await adaWithFactor()
    const thief = new Browser('10.9.0.1', 'curl/8')
    await thief.password()
    const all = await Promise.allSettled(Array.from({ length: 30 }, () => thief.code('000000')))
    const looked = all.filter((one) => one.status === 'rejected' && one.reason.code === 'bad-input')
    expect(looked.length).toBeGreaterThan(0)
    expect(looked.length).toBeLessThanOrEqual(5)
  })
})

describe('a recovery code', () => {
  it('signs in once, however it is typed, and is told of', async () => {
    const { home, recoveryCodes } = await adaWithFactor()
    const [first = ''] = recoveryCodes
    const browser = new Browser('10.0.0.3')
    await browser.password()
    await browser.code(` ${first.toUpperCase().replace('-', ' ')} `, 'recovery')
    expect(await readSecondFactor(await browser.user())).toMatchObject({ on: true, recoveryCodesLeft: 9 })
    const again = new Browser('10.0.0.4')
    await again.password()
    await expect(again.code(first, 'recovery')).rejects.toThrow(problem(/used already/))
    const news = (await unseenNotices(await home.user(), home.headers)).map((notice) => notice.kind)
    expect(news.sort()).toEqual(['new-place', 'recovery-code-used'])
  })

  it('is used up by one of two at the same moment', async () => {
    const { recoveryCodes } = await adaWithFactor()
    const browsers = [new Browser('10.0.0.3'), new Browser('10.0.0.4')]
    for (const browser of browsers) await browser.password()
    const both = await Promise.allSettled(browsers.map((browser) => browser.code(recoveryCodes[0] ?? '', 'recovery')))
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('is of one person, and no longer once new ones were made', async () => {
    const { home, recoveryCodes } = await adaWithFactor()
    const { login } = await member(scene.admin)
    const bob = new Browser('10.0.0.7')
    await bob.password(login)
    const { recoveryCodes: his } = await switchOn(bob, login)
    const browser = new Browser('10.0.0.3')
    await browser.password()
    await expect(browser.code(his[0] ?? '', 'recovery')).rejects.toThrow(code('bad-input'))
    const place = placeOf(home.headers, ADA.email)
    await expect(renewRecoveryCodes(await home.user(), { password: 'no' }, place)).rejects.toThrow(code('bad-input'))
    const { recoveryCodes: fresh } = await renewRecoveryCodes(await home.user(), { password: ADA.password }, place)
    await expect(browser.code(recoveryCodes[0] ?? '', 'recovery')).rejects.toThrow(code('bad-input'))
    await browser.code(fresh[0] ?? '', 'recovery')
  })
})
