import { createHash } from 'node:crypto'
import { APIError } from 'better-auth/api'
import type { Credentials } from '@/lib/contracts/accounts'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { plural } from '@/lib/shared/catalogue'
import { recordAudit } from '../audit'
import { type AttemptLimit, forgetAttempts, forgetOldAttempts, returnAttempt, takeAttempt } from './attempts'
import { ACCOUNT_DISABLED, auth } from './auth'
import { deviceCookie, knownDevice } from './device-cookie'
import { PasswordGate } from './password-gate'
import { recordSignInFailure } from './record-sign-in-failure'
import { addressOf, isSecure } from './visitor'

const MINUTE_MS = 60_000

/** Browsers that are known to the account have their own lane: a flood of strangers does not hold them up. */
const gates = {
  known: new PasswordGate({ running: 1, waiting: 20 }),
  stranger: new PasswordGate({ running: 2, waiting: 40 }),
}

/**
 * Checks a password and opens a session. Returns the `set-cookie` headers of the answer.
 *
 * Attempts are counted by what they come from: a known browser by itself; anybody else by account and address, by
 * account, and by address. An attacker at one address is stopped without the owner noticing; one at many addresses
 * slows down strange browsers for at most 15 minutes after the attack ends, and never a browser that the owner has
 * used before. An account that does not exist takes the same time, gets the same words and is locked the same way.
 *
 * @throws AppError `wrong-credentials`, `too-many-requests` (with `waitMs`), `account-disabled`
 */
export async function signIn(credentials: Credentials, headers: Headers): Promise<readonly string[]> {
  try {
    return await check(credentials, headers)
  } catch (error) {
    if (error instanceof AppError && WRITTEN_DOWN.has(error.code)) {
      await recordSignInFailure(credentials.email, error.code, addressOf(headers))
    }
    throw error
  }
}

const WRITTEN_DOWN: ReadonlySet<string> = new Set(['wrong-credentials', 'too-many-requests', 'account-disabled'])

async function check({ email, password }: Credentials, headers: Headers): Promise<readonly string[]> {
  const secure = isSecure(headers)
  const device = knownDevice(headers, email)
  const { limits, own } = limitsOf(email, addressOf(headers), device)
  const waitMs = await takeAttempt(limits)
  if (waitMs > 0) throw tooMany(waitMs)
  const cookies = await gates[device === undefined ? 'stranger' : 'known'].run(() =>
    open(email, password, headers, secure),
  )
  await forgetAttempts(own)
  await returnAttempt(limits.map((limit) => limit.key).filter((key) => !own.includes(key)))
  await forgetOldAttempts()
  return [...cookies, deviceCookie(email, secure, device)]
}

function limitsOf(
  email: string,
  address: string,
  device: string | undefined,
): { readonly limits: readonly AttemptLimit[]; readonly own: readonly string[] } {
  // Hashed, so that the table of counters is no list of addresses of people.
  const account = createHash('sha256').update(email).digest('base64url').slice(0, 22)
  if (device !== undefined) {
    const key = `sign-in:device:${device}`
    return { limits: [{ key, free: 10, firstWaitMs: 2_000, longestWaitMs: 15 * MINUTE_MS }], own: [key] }
  }
  const pair = `sign-in:pair:${account}:${address}`
  return {
    limits: [
      { key: pair, free: 5, firstWaitMs: 2_000, longestWaitMs: 60 * MINUTE_MS },
      { key: `sign-in:account:${account}`, free: 20, firstWaitMs: 5_000, longestWaitMs: 15 * MINUTE_MS },
      { key: `sign-in:address:${address}`, free: 60, firstWaitMs: 1_000, longestWaitMs: 15 * MINUTE_MS },
    ],
    own: [pair],
  }
}

async function open(email: string, password: string, headers: Headers, secure: boolean): Promise<readonly string[]> {
  try {
    const { headers: answer, response } = await auth({ secure }).api.signInEmail({
      body: { email, password },
      headers,
      returnHeaders: true,
    })
    await recordSignIn(response.user.id, response.token, addressOf(headers))
    return answer.getSetCookie()
  } catch (error) {
    if (!(error instanceof APIError)) throw error
    if (error.body?.code === ACCOUNT_DISABLED) {
      throw new AppError('account-disabled', {
        userMessage: 'This account is disabled. Ask an admin of this panel.',
      })
    }
    throw new AppError('wrong-credentials', {
      userMessage: 'The e-mail address or the password is not right.',
    })
  }
}

/** The account library has written the session by itself: without an entry it goes again, and its cookie is given to nobody. */
async function recordSignIn(userId: string, token: string, address: string): Promise<void> {
  const record = {
    actor: { userId },
    action: 'user.sign-in',
    subject: { type: 'user', id: userId },
    details: { address },
  }
  try {
    await recordAudit(record, db())
  } catch (error) {
    await db().session.deleteMany({ where: { token } })
    throw error
  }
}

export function tooMany(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000)
  const wait =
    seconds < 90
      ? plural(seconds, { one: '# second', other: '# seconds' })
      : plural(Math.ceil(seconds / 60), { one: '# minute', other: '# minutes' })
  return new AppError('too-many-requests', {
    userMessage: `Too many attempts that were wrong. You can try again in ${wait}.`,
    retryable: true,
    details: { waitMs },
  })
}
