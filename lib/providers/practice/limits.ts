import { PracticeLimits } from '@/lib/contracts/practice'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { plural } from '@/lib/shared/catalogue'
import type { Transaction } from '../provider'

const KEY = 'practice-limits'
const USUAL: PracticeLimits = { aMember: 5, aPanel: 40 }

/** Simulated machines cost memory of the panel's machine: so many clusters at most, a member and in all. */
export async function practiceLimits(): Promise<PracticeLimits> {
  const row = await db().setting.findUnique({ where: { key: KEY } })
  return PracticeLimits.safeParse(row?.value).data ?? USUAL
}

export async function savePracticeLimits(transaction: Transaction, value: PracticeLimits): Promise<void> {
  await transaction.setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } })
}

const clusters = (count: number) => plural(count, { one: '# practice cluster', other: '# practice clusters' })

/** Why this person can not have another practice cluster now; undefined when they can. */
export async function practiceRefusal(ownerId: string, client: Transaction = db()): Promise<string | undefined> {
  const { aMember, aPanel } = await practiceLimits()
  const own = await client.practiceCluster.count({ where: { cluster: { ownerId } } })
  if (own >= aMember) {
    return `You have ${clusters(own)}, and ${aMember} is the most. Delete one that you no longer need.`
  }
  const all = await client.practiceCluster.count()
  if (all < aPanel) return undefined
  return `This panel has ${clusters(all)}, and ${aPanel} is the most. Somebody has to delete one first.`
}

/** @throws AppError `practice-quota` */
export async function assertRoom(ownerId: string, client: Transaction = db()): Promise<void> {
  const refusal = await practiceRefusal(ownerId, client)
  if (refusal !== undefined) throw new AppError('practice-quota', { userMessage: refusal })
}

/**
 * Within the transaction that makes a practice cluster: one after another, so that two clicks do not pass together, and
 * no two choose the same addresses.
 * @throws AppError `practice-quota`
 */
export async function takeTurn(transaction: Transaction, ownerId: string): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended('practice-quota', 0))`
  await assertRoom(ownerId, transaction)
}
