import { type AttemptLimit, forgetOldAttempts, returnAttempt, takeAttempt } from '../accounts/attempts'
import { tooMany } from '../accounts/too-many'
import { addressOf, isSecure } from '../accounts/visitor'
import { joinDevice, joinDeviceCookie } from './join-device'
import { noteSeatRefusal } from './seat-refusals'

/**
 * How often somebody may be wrong. A class sits behind one address, and whoever guesses may sit among them. So a browser
 * that the panel has marked is counted by itself, anybody else by address; and marks are handed out by address, as fast as
 * thirty browsers that open the page at once need them, and slowly to who collects them.
 *
 * In 45 minutes one address gets 1,400 marks at most, each good for some ten guesses, so a hundred addresses together make
 * about a million guesses at codes of which there are 6.5e11.
 */
const ALLOWANCES = {
  device: { free: 8, firstWaitMs: 2_000, longestWaitMs: 5 * 60_000 },
  address: { free: 60, firstWaitMs: 1_000, longestWaitMs: 10_000 },
  mark: { free: 120, firstWaitMs: 500, longestWaitMs: 2_000 },
  /** Of one browser in one class: a laptop may go from hand to hand, but one browser does not fill all seats. */
  seats: { free: 3, firstWaitMs: 60_000, longestWaitMs: 15 * 60_000 },
  /** Of all browsers of an address in one class: thirty who come at once, and then six a minute. */
  addressSeats: { free: 40, firstWaitMs: 1_000, longestWaitMs: 10_000 },
} as const satisfies Record<string, Omit<AttemptLimit, 'key'>>

/** Who asks to come into a class. */
export interface Visitor {
  readonly address: string
  /** Of a browser that the panel has marked. */
  readonly device: string | undefined
  readonly secure: boolean
}

export const visitorOf = (headers: Headers): Visitor => ({
  address: addressOf(headers),
  device: joinDevice(headers),
  secure: isSecure(headers),
})

/**
 * Counts an attempt, makes it, and takes it back unless it was wrong: being right costs nothing, however many are.
 * @param guess undefined: it was wrong
 * @throws AppError `too-many-requests` with the wait, and what `wrong` makes
 */
export async function asGuess<T>(
  { address, device }: Visitor,
  guess: () => Promise<T | undefined>,
  wrong: () => Error,
  now = Date.now(),
): Promise<T> {
  const limit =
    device === undefined
      ? { key: `join:address:${address}`, ...ALLOWANCES.address }
      : { key: `join:device:${device}`, ...ALLOWANCES.device }
  const waitMs = await takeAttempt([limit], now)
  if (waitMs > 0) throw tooMany(waitMs)
  let right = true
  try {
    const found = await guess()
    right = found !== undefined
    if (found === undefined) throw wrong()
    return found
  } finally {
    if (right) await returnAttempt([limit.key])
  }
}

/**
 * Counts one more seat that a browser asks for in a class: with the browser, and with its address, where all browsers of a
 * class may sit. Those without a mark are one browser of their address, as the page asks for a mark first; so it gains
 * nothing to drop cookies, and to collect marks no more than the address has. Other addresses do not notice.
 * @throws AppError `too-many-requests` with the wait; the teachers of the class see that
 */
export async function assertMayTakeSeat(
  { address, device }: Visitor,
  classId: string,
  now = Date.now(),
): Promise<void> {
  const browser = device === undefined ? `unmarked:${address}` : device
  const waitMs = await takeAttempt(
    [
      { key: `join:seats:${classId}:${browser}`, ...ALLOWANCES.seats },
      { key: `join:seats:${classId}:address:${address}`, ...ALLOWANCES.addressSeats },
    ],
    now,
  )
  if (waitMs === 0) return
  await noteSeatRefusal(classId, now)
  throw tooMany(waitMs, 'Many seats of this class were taken from here.')
}

/**
 * Marks a browser that is about to join. Returns the `set-cookie` header; undefined for one that is marked already.
 * @throws AppError `too-many-requests` with the wait
 */
export async function markBrowser(headers: Headers, now = Date.now()): Promise<string | undefined> {
  const { address, device, secure } = visitorOf(headers)
  if (device !== undefined) return undefined
  const waitMs = await takeAttempt([{ key: `join:mark:${address}`, ...ALLOWANCES.mark }], now)
  if (waitMs > 0) throw tooMany(waitMs)
  await forgetOldAttempts(now)
  return joinDeviceCookie(secure)
}
