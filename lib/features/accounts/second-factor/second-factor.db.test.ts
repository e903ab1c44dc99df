import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { closeDatabase, db } from '@/lib/db/client'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { totpCode } from '@/lib/testing/totp-code'
import { SIGN_IN_REFUSED } from '../../audit'
import { changeOwnPassword } from '../change-own-password'
import { changeUser } from '../change-user'
import { choosePassword } from '../choose-password'
import { completeSetup } from '../complete-setup'
import { createPasswordLink } from '../create-password-link'
import { createUser } from '../create-user'
import { type CurrentUser, currentActor, currentUser } from '../current-actor'
import { ensureSetupToken } from '../setup-token'
import { signIn } from '../sign-in'
import { listOwnNotices, NO_PLACE, placeOf, putNoticesAway, unseenNotices, writeSignInNotice } from '../sign-in-notices'
import { listUsers } from '../users'
import { changeSecondFactorDemand, owesSecondFactor } from './demand'
import { finishSignIn } from './finish-sign-in'
import { readSecondFactor } from './read-second-factor'
import { removeSecondFactor, renewRecoveryCodes, switchOffSecondFactor } from './switch-off'
import { beginSecondFactor, confirmSecondFactor } from './switch-on'

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

let admin: Actor
beforeEach(async () => {
  // A clock of the test's own: codes change with time.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T10:00:00Z') })
  await db().$executeRaw`
    truncate "user", session, account, verification, rate_limit, setup_token, audit_entry, setting cascade`
  const { userId } = await completeSetup({ ...ADA, token: (await ensureSetupToken()) ?? '' })
  admin = { userId, role: 'admin' }
})
afterEach(() => vi.useRealTimers())

const ADA = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
const code = (expected: string) => expect.objectContaining({ code: expected })
const problem = (text: RegExp) =>
  expect.objectContaining({ code: 'bad-input', userMessage: expect.stringMatching(text) })

/** A browser that keeps its cookies. */
class Browser {
  readonly #cookies = new Map<string, string>()
  readonly address: string
  readonly name: string

  constructor(address = '10.0.0.2', name = 'Firefox/140') {
    this.address = address
    this.name = name
  }

  get headers(): Headers {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return new Headers({ 'x-buzzcrate-peer': this.address, 'user-agent': this.name, cookie })
  }

  keep(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [pair = ''] = cookie.split(';')
      const at = pair.indexOf('=')
      if (/Max-Age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, at))
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  /** @returns whether a second step is asked for */
  async password(login = ADA): Promise<boolean> {
    const { cookies, secondFactor } = await signIn(login, this.headers)
    this.keep(cookies)
    return secondFactor
  }

  async code(typed: string, kind: 'app' | 'recovery' = 'app'): Promise<void> {
    this.keep(await finishSignIn({ kind, code: typed }, this.headers))
  }

  async user(): Promise<CurrentUser> {
    const user = await currentUser(this.headers)
    if (user === undefined) throw new Error('signed out')
    return user
  }
}

/** Switches it on in a browser that is signed in. The code of this half minute is used up by it. */
async function switchOn(browser: Browser, login = ADA) {
  const user = await browser.user()
  const { secret } = await beginSecondFactor(user, { password: login.password })
  const place = placeOf(browser.headers, user.email)
  const { recoveryCodes } = await confirmSecondFactor(user, { code: totpCode(secret, Date.now()) }, place)
  return { secret, recoveryCodes }
}

async function adaWithFactor() {
  const home = new Browser()
  await home.password()
  const made = await switchOn(home)
  later(30)
  return { home, ...made, now: () => totpCode(made.secret, Date.now()) }
}

async function member(): Promise<{ actor: Actor; login: typeof ADA }> {
  const { userId, token } = await createUser(admin, { name: 'Bob', email: 'bob@example.org', role: 'member' })
  await choosePassword({ token, password: 'another long one' })
  return {
    actor: { userId, role: 'member' },
    login: { name: 'Bob', email: 'bob@example.org', password: 'another long one' },
  }
}

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
    expect(await browser.user()).toMatchObject({ userId: admin.userId })
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
    const { token } = await createPasswordLink(admin, admin.userId)
    await choosePassword({ token, password: 'a whole new one' })
    const browser = new Browser('10.0.0.3')
    expect(await browser.password({ ...ADA, password: 'a whole new one' })).toBe(true)
    await browser.code(now())
  })

  it('lets nobody in whose account was disabled between the two steps', async () => {
    const { actor, login } = await member()
    const home = new Browser('10.0.0.7')
    await home.password(login)
    const { secret } = await switchOn(home, login)
    later(30)
    const browser = new Browser('10.0.0.8')
    await browser.password(login)
    await changeUser(admin, actor.userId, { disabled: true })
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
    const { login } = await member()
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
    const { actor, login } = await member()
    const bob = new Browser('10.0.0.7')
    await bob.password(login)
    await switchOn(bob, login)
    expect((await listUsers(admin)).map((user) => user.secondFactor)).toEqual([false, true])
    await expect(removeSecondFactor(actor, admin.userId)).rejects.toThrow(code('forbidden'))
    await expect(removeSecondFactor(admin, admin.userId)).rejects.toThrow(code('own-account'))
    await removeSecondFactor(admin, actor.userId)
    expect(await currentActor(bob.headers)).toBeUndefined()
    expect(await bob.password(login)).toBe(false)
    expect((await unseenNotices(await bob.user(), bob.headers)).map((notice) => notice.kind)).toEqual([
      'second-factor-removed',
    ])
    const entry = await db().auditEntry.findFirst({ where: { action: 'user.remove-second-factor' } })
    expect(entry).toMatchObject({ actorId: admin.userId, subjectId: actor.userId })
    await expect(removeSecondFactor(admin, actor.userId)).rejects.toThrow(code('second-factor-off'))
  })
})

describe('demanding it of all admins', () => {
  it('shuts out nobody who demands it, and leads every other admin to set it up first', async () => {
    await expect(changeSecondFactorDemand(admin, { ofAdmins: true })).rejects.toThrow(code('second-factor-missing'))
    const { actor, login } = await member()
    await changeUser(admin, actor.userId, { role: 'admin' })
    const bob = new Browser('10.0.0.7')
    await bob.password(login)
    const { home } = await adaWithFactor()
    await changeSecondFactorDemand(admin, { ofAdmins: true })
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
    await changeSecondFactorDemand(admin, { ofAdmins: false })
    await switchOffSecondFactor(await bob.user(), { password: login.password }, place)
  })

  it('asks members for nothing', async () => {
    await adaWithFactor()
    await changeSecondFactorDemand(admin, { ofAdmins: true })
    const { actor } = await member()
    expect(await owesSecondFactor(actor)).toBe(false)
    await expect(changeSecondFactorDemand(actor, { ofAdmins: false })).rejects.toThrow(code('forbidden'))
  })
})

describe('what one is told', () => {
  it('says nothing of the first sign-in, and then of every new browser and address', async () => {
    const home = new Browser('10.0.0.2', 'Firefox/140')
    await home.password()
    expect(await unseenNotices(await home.user(), home.headers)).toEqual([])
    later(1)
    await home.password()
    expect(await listOwnNotices(await home.user())).toHaveLength(1)
    const other = new Browser('10.0.0.9', 'Chrome/150')
    await other.password()
    expect(await unseenNotices(await home.user(), home.headers)).toMatchObject([
      { kind: 'new-place', address: '10.0.0.9', browser: 'Chrome/150' },
    ])
  })

  it('cannot be put away by the browser that caused it', async () => {
    const [home, thief] = [new Browser(), new Browser('10.0.0.9', 'curl/8')]
    await home.password()
    later(1)
    await thief.password()
    expect(await unseenNotices(await thief.user(), thief.headers)).toEqual([])
    await putNoticesAway(await thief.user(), thief.headers)
    expect(await unseenNotices(await home.user(), home.headers)).toHaveLength(1)
    await putNoticesAway(await home.user(), home.headers)
    expect(await unseenNotices(await home.user(), home.headers)).toEqual([])
    expect(await listOwnNotices(await home.user())).toHaveLength(2)
  })

  it('says when the password was changed, to nobody else', async () => {
    const home = new Browser()
    await home.password()
    const { login } = await member()
    const change = { currentPassword: ADA.password, password: 'a whole new one' }
    await changeOwnPassword(await home.user(), change, placeOf(home.headers, ADA.email))
    expect((await listOwnNotices(await home.user())).map((notice) => notice.kind)).toContain('password-changed')
    const bob = new Browser('10.0.0.7')
    await bob.password(login)
    expect((await listOwnNotices(await bob.user())).map((notice) => notice.kind)).toEqual(['new-place'])
  })

  it('keeps the newest fifty', async () => {
    for (let n = 0; n < 55; n += 1) {
      later(1)
      await writeSignInNotice(db(), admin.userId, 'new-place', { ...NO_PLACE, address: `10.3.0.${n}` })
    }
    const kept = await db().signInNotice.findMany({ orderBy: { at: 'asc' } })
    expect(kept.map((notice) => notice.address)).toEqual(Array.from({ length: 50 }, (_, n) => `10.3.0.${n + 5}`))
  })
})
