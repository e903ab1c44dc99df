import { PracticeLimits } from '@/lib/contracts/practice'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Transaction } from '@/lib/features/runs/subject-kind'

const KEY = 'practice-limits'
const USUAL: PracticeLimits = { aMember: 5, aPanel: 40 }

/** Simulated machines cost memory of the panel's machine: so many clusters at most, a member and in all. */
export async function practiceLimits(): Promise<PracticeLimits> {
  const row = await db().setting.findUnique({ where: { key: KEY } })
  return PracticeLimits.safeParse(row?.value).data ?? USUAL
}

export async function savePracticeLimits(value: PracticeLimits): Promise<void> {
  await db().setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } })
}

/**
 * Within the transaction that makes a practice cluster: one after another, so that two clicks do not pass together.
 * @throws AppError `practice-quota`
 */
export async function assertRoom(transaction: Transaction, ownerId: string): Promise<void> {
  const { aMember, aPanel } = await practiceLimits()
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended('practice-quota', 0))`
  const [own, all] = [
    await transaction.practiceCluster.count({ where: { cluster: { ownerId } } }),
    await transaction.practiceCluster.count(),
  ]
  if (own >= aMember) {
    throw new AppError('practice-quota', {
      userMessage: `You have ${own} practice clusters, and ${aMember} is the most. Delete one that you no longer need.`,
      details: { own, most: aMember },
    })
  }
  if (all >= aPanel) {
    throw new AppError('practice-quota', {
      userMessage: `This panel has ${all} practice clusters, and ${aPanel} is the most. Somebody has to delete one first.`,
      details: { all, most: aPanel },
    })
  }
}
