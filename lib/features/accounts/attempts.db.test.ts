import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { scaledMs } from '@/lib/testing/pace'
import { type AttemptLimit, forgetAttempts, forgetOldAttempts, takeAttempt, waitAfter } from './attempts'
import { completeSetup } from './complete-setup'
import { ensureSetupToken } from './setup-token'
import { signIn as signInWith } from './sign-in'

let database: TestDatabase
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }

beforeAll(async () => {
  database = await createTestDatabase()
  process.env['DATABASE_URL'] = database.url
  process.env['BUZZCRATE_SECRET_KEY'] = 'k'.repeat(43)
  await completeSetup({ ...OWNER, token: (await ensureSetupToken()) ?? '' })
})

afterAll(async () => {
  await closeDatabase()
  await database.drop()
})

beforeEach(async () => {
  await db().rateLimit.deleteMany()
})

const from = (address: string, cookies: readonly string[] = []) =>
  new Headers({ 'x-buzzcrate-peer': address, cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') })

const signIn = async (...login: Parameters<typeof signInWith>) => (await signInWith(...login)).cookies
const LIMIT: AttemptLimit = { key: 'test', free: 3, firstWaitMs: 1_000, longestWaitMs: 8_000 }

describe('takeAttempt', () => {
  it('lets the free ones pass, then makes each wait twice as long, up to the longest', async () => {
    let now = 1_000_000_000_000
    for (let n = 0; n < 3; n += 1) expect(await takeAttempt([LIMIT], now)).toBe(0)
    for (const wait of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      expect(await takeAttempt([LIMIT], now)).toBe(wait)
      expect(await takeAttempt([LIMIT], now + wait - 1)).toBe(1)
      now += wait
      expect(await takeAttempt([LIMIT], now)).toBe(0)
    }
  })

  it('gives any number at the same moment no more than their share', async () => {
    const now = 1_000_000_000_000
    const waits = await Promise.all(Array.from({ length: 40 }, () => takeAttempt([LIMIT], now)))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3)
  })

  it('does not count what was refused', async () => {
    const now = 1_000_000_000_000
    for (let n = 0; n < 50; n += 1) await takeAttempt([LIMIT], now)
    expect(await takeAttempt([LIMIT], now + 1_000)).toBe(0)
  })

  it('costs nothing with one limit when another refuses', async () => {
    const now = 1_000_000_000_000
    const other = { ...LIMIT, key: 'other' }
    for (let n = 0; n < 9; n += 1) await takeAttempt([LIMIT, other], now)
    expect((await db().rateLimit.findUnique({ where: { key: 'other' } }))?.count).toBe(3)
    await forgetAttempts(['test'])
    expect(await takeAttempt([LIMIT], now)).toBe(0)
  })

  it('forgets after a day', async () => {
    const now = 1_000_000_000_000
    for (let n = 0; n < 9; n += 1) await takeAttempt([LIMIT], now + n * 8_000)
    const tomorrow = now + 25 * 60 * 60 * 1000
    for (let n = 0; n < 3; n += 1) expect(await takeAttempt([LIMIT], tomorrow)).toBe(0)
    expect(await takeAttempt([LIMIT], tomorrow)).toBe(1_000)
    await forgetOldAttempts(tomorrow + 25 * 60 * 60 * 1000)
    expect(await db().rateLimit.count()).toBe(0)
  })

  it('waits as it says', () => {
    expect([0, 2, 3, 4, 5, 6, 7, 1_000].map((count) => waitAfter(LIMIT, count))).toEqual([
      0, 0, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000,
    ])
  })
})

async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'in'
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
}

async function attack(count: number, address: (n: number) => string): Promise<Record<string, number>> {
  const seen: Record<string, number> = {}
  const lanes = Array.from({ length: 20 }, async (_, lane) => {
    for (let n = lane; n < count; n += 20) {
      const result = await outcome(signIn({ email: OWNER.email, password: `guess ${n}` }, from(address(n))))
      seen[result] = (seen[result] ?? 0) + 1
    }
  })
  await Promise.all(lanes)
  return seen
}

describe('an attack', { timeout: scaledMs(180_000) }, () => {
  it('of many attempts from one address gets few guesses, and the owner does not notice', async () => {
    const seen = await attack(1_000, () => '203.0.113.7')
    expect(seen['in']).toBeUndefined()
    expect(seen['wrong-credentials']).toBeLessThan(20)
    expect(await outcome(signIn(OWNER, from('10.0.0.2')))).toBe('in')
  })

  it('of many attempts from as many addresses gets few guesses, and does not lock the owner out', async () => {
    const known = await signIn(OWNER, from('10.0.0.2'))
    const seen = await attack(1_000, (n) => `198.51.${n >> 8}.${n & 255}`)
    expect(seen['in']).toBeUndefined()
    expect(seen['wrong-credentials']).toBeLessThan(60)
    // A browser that the owner has used before is let in at once, from wherever it is.
    expect(await outcome(signIn(OWNER, from('192.0.2.200', known)))).toBe('in')
    // A strange one is told how long: at most a quarter of an hour. The wait for which the attack left it may be over by
    // chance, so its latest guess is dated now.
    await db().$executeRaw`update rate_limit set "lastRequest" = ${Date.now()} where key like 'sign-in:account:%'`
    const error = await signIn(OWNER, from('192.0.2.201')).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'too-many-requests', details: { waitMs: expect.any(Number) } })
    const { waitMs } = (error as { details: { waitMs: number } }).details
    expect(waitMs).toBeLessThanOrEqual(15 * 60_000)
    await db().$executeRaw`update rate_limit set "lastRequest" = "lastRequest" - ${waitMs}`
    expect(await outcome(signIn(OWNER, from('192.0.2.201')))).toBe('in')
  })

  it('does not profit from a device cookie of another account, or a forged one', async () => {
    const cookies = await signIn(OWNER, from('10.0.0.2'))
    for (let n = 0; n < 5; n += 1) {
      await outcome(signIn({ email: 'eve@example.org', password: 'guess' }, from('203.0.113.7', cookies)))
    }
    expect(await db().rateLimit.count({ where: { key: { startsWith: 'sign-in:device:' } } })).toBe(0)
    const forged = ['buzz-device=abc.def']
    await outcome(signIn({ email: OWNER.email, password: 'guess' }, from('203.0.113.8', forged)))
    expect(await db().rateLimit.count({ where: { key: { startsWith: 'sign-in:device:' } } })).toBe(0)
  })
})

describe('an account that does not exist', () => {
  it('gets the same words, the same lock and about the same time', async () => {
    const times = { known: [] as number[], unknown: [] as number[] }
    for (let n = 0; n < 5; n += 1) {
      for (const [kind, email] of [
        ['known', OWNER.email],
        ['unknown', 'nobody@example.org'],
      ] as const) {
        await db().rateLimit.deleteMany()
        const before = performance.now()
        await expect(signIn({ email, password: 'wrong wrong wrong' }, from('10.0.0.5'))).rejects.toThrow(
          'The e-mail address or the password is not right.',
        )
        times[kind].push(performance.now() - before)
      }
    }
    // The fastest of each: a busy machine only makes some of them slower.
    const ratio = Math.min(...times.unknown) / Math.min(...times.known)
    // Both hash once; without that the unknown one would take a twentieth of the time.
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
    for (const email of [OWNER.email, 'nobody@example.org']) {
      await db().rateLimit.deleteMany()
      const results: string[] = []
      for (let n = 0; n < 6; n += 1) results.push(await outcome(signIn({ email, password: 'no' }, from('10.0.0.6'))))
      expect(results).toEqual([...Array.from({ length: 5 }, () => 'wrong-credentials'), 'too-many-requests'])
    }
  })
})
