import type { Credentials } from '@/lib/contracts/accounts'
import { AppError } from '@/lib/core/errors'
import { forgetAttempts, forgetOldAttempts, returnAttempt, takeAttempt } from './attempts'
import { checkPassword } from './check-password'
import { knownDevice } from './device-cookie'
import { openSession } from './open-session'
import { PasswordGate } from './password-gate'
import { recordSignInFailure } from './record-sign-in-failure'
import { hasSecondFactor } from './second-factor/demand'
import { beginHalfDoneSignIn } from './second-factor/half-done-sign-in'
import { sharedKeys, signInLimits } from './sign-in-limits'
import { tooMany } from './too-many'
import { addressOf, isSecure } from './visitor'

/** Browsers that are known to the account have their own lane: a flood of strangers does not hold them up. */
const gates = {
  known: new PasswordGate({ running: 1, waiting: 20 }),
  stranger: new PasswordGate({ running: 2, waiting: 40 }),
}

export interface SignedIn {
  /** `set-cookie` headers of the answer. */
  readonly cookies: readonly string[]
  /** Nothing is open yet: the second step is asked for. */
  readonly secondFactor: boolean
}

/**
 * Checks a password and opens a session, or leads to the second step where the account has one.
 *
 * Attempts are counted by what they come from: a known browser by itself; anybody else by account and address, by
 * account, and by address. An attacker at one address is stopped without the owner noticing; one at many addresses
 * slows down strange browsers for at most 15 minutes after the attack ends, and never a browser that the owner has
 * used before. An account that does not exist takes the same time, gets the same words and is locked the same way.
 *
 * @throws AppError `wrong-credentials`, `too-many-requests` (with `waitMs`), `account-disabled`
 */
export async function signIn(credentials: Credentials, headers: Headers): Promise<SignedIn> {
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

async function check({ email, password }: Credentials, headers: Headers): Promise<SignedIn> {
  const device = knownDevice(headers, email)
  const counted = signInLimits('sign-in', { email, address: addressOf(headers), device })
  const waitMs = await takeAttempt(counted.limits)
  if (waitMs > 0) throw tooMany(waitMs)
  const user = await gates[device === undefined ? 'stranger' : 'known'].run(() => checkPassword(email, password))
  await forgetAttempts(counted.own)
  await returnAttempt(sharedKeys(counted))
  await forgetOldAttempts()
  if (await hasSecondFactor(user.userId)) {
    return { cookies: [await beginHalfDoneSignIn(user.userId, headers, isSecure(headers))], secondFactor: true }
  }
  return { cookies: await openSession(user, headers, 'none'), secondFactor: false }
}
