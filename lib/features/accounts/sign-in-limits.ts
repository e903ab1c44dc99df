import { createHash } from 'node:crypto'
import type { AttemptLimit } from './attempts'

const MINUTE_MS = 60_000
type Allowance = Omit<AttemptLimit, 'key'>

/** What may be guessed at while signing in, and how often. */
const ALLOWANCES = {
  'sign-in': {
    device: { free: 10, firstWaitMs: 2_000, longestWaitMs: 15 * MINUTE_MS },
    pair: { free: 5, firstWaitMs: 2_000, longestWaitMs: 60 * MINUTE_MS },
    account: { free: 20, firstWaitMs: 5_000, longestWaitMs: 15 * MINUTE_MS },
    address: { free: 60, firstWaitMs: 1_000, longestWaitMs: 15 * MINUTE_MS },
  },
  // Three of a million codes are right at any moment. With one guess an hour in the end it takes years to have a chance
  // of one in a hundred; only who knows the password can keep strange browsers of its owner waiting by it.
  'second-factor': {
    device: { free: 10, firstWaitMs: 5_000, longestWaitMs: 60 * MINUTE_MS },
    pair: { free: 5, firstWaitMs: 5_000, longestWaitMs: 60 * MINUTE_MS },
    account: { free: 20, firstWaitMs: 10_000, longestWaitMs: 60 * MINUTE_MS },
    address: { free: 60, firstWaitMs: 1_000, longestWaitMs: 15 * MINUTE_MS },
  },
} as const satisfies Record<string, Record<'device' | 'pair' | 'account' | 'address', Allowance>>

/** What a step of signing in counts its attempts by; `own` are the keys that a success forgets. */
export interface SignInLimits {
  readonly limits: readonly AttemptLimit[]
  readonly own: readonly string[]
}

/** @param device a browser that is known to the account is counted by itself, anybody else by account and address */
export function signInLimits(
  step: keyof typeof ALLOWANCES,
  { email, address, device }: { readonly email: string; readonly address: string; readonly device: string | undefined },
): SignInLimits {
  const allowed = ALLOWANCES[step]
  // Hashed, so that the table of counters is no list of addresses of people.
  const account = createHash('sha256').update(email).digest('base64url').slice(0, 22)
  if (device !== undefined) {
    const key = `${step}:device:${device}`
    return { limits: [{ key, ...allowed.device }], own: [key] }
  }
  const pair = `${step}:pair:${account}:${address}`
  return {
    limits: [
      { key: pair, ...allowed.pair },
      { key: `${step}:account:${account}`, ...allowed.account },
      { key: `${step}:address:${address}`, ...allowed.address },
    ],
    own: [pair],
  }
}

/** Keys of attempts that were counted and turned out right, beside those that are forgotten. */
export const sharedKeys = ({ limits, own }: SignInLimits): readonly string[] =>
  limits.map((limit) => limit.key).filter((key) => !own.includes(key))
