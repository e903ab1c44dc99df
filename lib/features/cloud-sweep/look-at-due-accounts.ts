import type { Clock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import type { LinodeConnection } from '@/lib/linode/connection'
import { LINODE } from '@/lib/providers/linode/connect-account'
import { lookAtAccount } from './look-at-account'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** So that accounts of one user are not all looked at in the same minute, every day. */
const JITTER_MS = 2 * HOUR_MS
/** Of one account. */
const LOOK_MS = 120_000
/** Of one round: the next one takes the rest. */
const MOST_ACCOUNTS = 50

export interface DueLooks {
  readonly clock: Clock
  /** 0 to 1. */
  readonly random: () => number
  readonly connect: (accountId: string) => Promise<LinodeConnection>
  /** Asked before each account; the round ends when somebody else has the duty. */
  readonly stillMine: () => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Looks at the accounts of which the daily look is due, one after another. Deletes nothing.
 * @returns how many came to an end
 */
export async function lookAtDueAccounts({ clock, random, connect, stillMine, signal }: DueLooks): Promise<number> {
  const due = await db().cloudAccount.findMany({
    where: {
      provider: LINODE,
      OR: [{ sweep: null }, { sweep: { daily: true, dueAt: { lte: new Date(clock.now()) } } }],
    },
    select: { id: true },
    orderBy: { createdAt: 'asc' },
    take: MOST_ACCOUNTS,
  })
  let looked = 0
  for (const { id } of due) {
    if (signal.aborted || !(await stillMine())) return looked
    // A process that dies over this account leaves the others their turn.
    if (!(await setDue(id, clock.now() + HOUR_MS))) continue
    const ended = await lookAtAccount(id, () => connect(id), AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]))
    if (signal.aborted) return looked
    await setDue(id, clock.now() + DAY_MS - JITTER_MS / 2 + random() * JITTER_MS)
    if (ended) looked += 1
  }
  return looked
}

/** @returns false for an account that was forgotten meanwhile */
async function setDue(accountId: string, at: number): Promise<boolean> {
  const changed = await db().$executeRaw`
    insert into cloud_sweep ("accountId", "dueAt") select id, ${new Date(at)} from cloud_account where id = ${accountId}
    on conflict ("accountId") do update set "dueAt" = excluded."dueAt"`
  return changed === 1
}
