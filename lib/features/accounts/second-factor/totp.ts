import { randomBytes, timingSafeEqual } from 'node:crypto'
import { base32 } from '@better-auth/utils/base32'
import { createOTP } from '@better-auth/utils/otp'

/** Seconds that a code lasts, its digits, and its hash (SHA-1): what every authenticator app takes (RFC 6238). */
const STEP_S = 30
const DIGITS = 6
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20
/** How many steps the clock of a phone may be off, either way. */
const DRIFT_STEPS = 1

/** A new secret as people type it into an app: base32 without padding. */
export const newTotpSecret = (): string => base32.encode(randomBytes(SECRET_BYTES), { padding: false })

/** What the QR code says: `otpauth://totp/…`, as authenticator apps read it. */
export const totpUri = (secret: string, email: string): string =>
  createOTP(base32.decode(secret), { digits: DIGITS, period: STEP_S }).url('BuzzCrate', email)

/** Time steps since 1970 at `now` (ms). */
export const stepAt = (now: number): number => Math.floor(now / 1000 / STEP_S)

/**
 * The time step whose code this is: the one at `now` (ms), or one beside it, since clocks differ. The caller takes no
 * step twice. Undefined when it is the code of none of them.
 */
export async function stepOfCode(secret: string, code: string, now: number): Promise<number | undefined> {
  const otp = createOTP(base32.decode(secret), { digits: DIGITS, period: STEP_S })
  const given = Buffer.from(code)
  const current = stepAt(now)
  let found: number | undefined
  for (let step = current - DRIFT_STEPS; step <= current + DRIFT_STEPS; step += 1) {
    const wanted = Buffer.from(await otp.hotp(step))
    // All are compared, so that the time taken says nothing. Of two that are alike the later one counts.
    if (wanted.length === given.length && timingSafeEqual(wanted, given)) found = step
  }
  return found
}
