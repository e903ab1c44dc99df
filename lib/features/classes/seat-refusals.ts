import { db } from '@/lib/db/client'
import { takeAttempt } from '../accounts/attempts'
import type { Transaction } from '../runs/subject-kind'
import { announceClass } from './announce-class'

/** Teachers are told once a minute at most, however fast somebody asks. */
const TOLD_EVERY_MS = 60_000
const SHOWN_MS = 30 * 60_000

const keyOf = (classId: string): string => `join:refused:${classId}`

/** Remembers that somebody who wanted one more seat of a class was told to wait, and tells those who look at the class. */
export async function noteSeatRefusal(classId: string, now = Date.now()): Promise<void> {
  const limit = { key: keyOf(classId), free: 1, firstWaitMs: TOLD_EVERY_MS, longestWaitMs: TOLD_EVERY_MS }
  if ((await takeAttempt([limit], now)) > 0) return
  await db().$transaction((transaction) => announceClass(transaction, classId))
}

/** When that was last, to the minute, as milliseconds since 1970; null when not in the last half hour, nor with the code in force. */
export async function seatsRefusedAt(classId: string, now = Date.now()): Promise<number | null> {
  const row = await db().rateLimit.findUnique({ where: { key: keyOf(classId) }, select: { lastRequest: true } })
  const at = Number(row?.lastRequest ?? 0)
  return now - at < SHOWN_MS ? at : null
}

/** What was with an earlier code is over. */
export async function forgetSeatRefusals(transaction: Transaction, classId: string): Promise<void> {
  await transaction.rateLimit.deleteMany({ where: { key: keyOf(classId) } })
}
