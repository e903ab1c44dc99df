import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { closeDatabase, db } from '@/lib/db/client'
import { choosePassword } from '@/lib/features/accounts/choose-password'
import { completeSetup } from '@/lib/features/accounts/complete-setup'
import { createUser } from '@/lib/features/accounts/create-user'
import { type CurrentUser, currentUser } from '@/lib/features/accounts/current-actor'
import { finishSignIn } from '@/lib/features/accounts/second-factor/finish-sign-in'
import { beginSecondFactor, confirmSecondFactor } from '@/lib/features/accounts/second-factor/switch-on'
import { ensureSetupToken } from '@/lib/features/accounts/setup-token'
import { signIn } from '@/lib/features/accounts/sign-in'
import { placeOf } from '@/lib/features/accounts/sign-in-notices'
import { createTestDatabase, type TestDatabase } from './database'
import { totpCode } from './totp-code'

/** The first admin, in a database of the file's own that is emptied before each test; the clock is the test's. */
export function useSignInScene(): { readonly admin: Actor } {
  let database: TestDatabase
  const scene = { admin: { userId: '', role: 'admin' } satisfies Actor as Actor }
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
    // Codes change with time.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T10:00:00Z') })
    await db().$executeRaw`
      truncate "user", session, account, verification, rate_limit, setup_token, audit_entry, setting cascade`
    const { userId } = await completeSetup({ ...ADA, token: (await ensureSetupToken()) ?? '' })
    scene.admin = { userId, role: 'admin' }
  })
  afterEach(() => vi.useRealTimers())
  return scene
}

export const ADA = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
export const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)
/** An AppError of this code. */
export const code = (expected: string) => expect.objectContaining({ code: expected })
/** Input that is refused in such words. */
export const problem = (text: RegExp) =>
  expect.objectContaining({ code: 'bad-input', userMessage: expect.stringMatching(text) })

/** A browser that keeps its cookies. */
export class Browser {
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
export async function switchOn(browser: Browser, login = ADA) {
  const user = await browser.user()
  const { secret } = await beginSecondFactor(user, { password: login.password })
  const place = placeOf(browser.headers, user.email)
  const { recoveryCodes } = await confirmSecondFactor(user, { code: totpCode(secret, Date.now()) }, place)
  return { secret, recoveryCodes }
}

/** Ada at home, with a factor whose first code is used up. */
export async function adaWithFactor() {
  const home = new Browser()
  await home.password()
  const made = await switchOn(home)
  later(30)
  return { home, ...made, now: () => totpCode(made.secret, Date.now()) }
}

/** One more person, who has signed in never. */
export async function member(admin: Actor): Promise<{ actor: Actor; login: typeof ADA }> {
  const { userId, token } = await createUser(admin, { name: 'Bob', email: 'bob@example.org', role: 'member' })
  await choosePassword({ token, password: 'another long one' })
  return {
    actor: { userId, role: 'member' },
    login: { name: 'Bob', email: 'bob@example.org', password: 'another long one' },
  }
}
