import type { AccountSweep, ChangeSweep } from '@/lib/contracts/cloud-sweeps'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { assertMay } from '@/lib/features/policy'
import { recordAudit } from '../audit'
import { lockedAccount } from '../cloud-accounts/locked-account'
import { findSweep } from './queries'

/** Switches the daily look at an account on or off. @throws AppError `not-found` */
export async function changeSweep(actor: Actor, accountId: string, { daily }: ChangeSweep): Promise<AccountSweep> {
  assertMay(actor, 'cloud-accounts.sweep')
  await db().$transaction(async (transaction) => {
    const { name } = await lockedAccount(transaction, actor, accountId)
    await transaction.cloudSweep.upsert({ where: { accountId }, create: { accountId, daily }, update: { daily } })
    const subject = { type: 'cloud-account', id: accountId }
    await recordAudit({ actor, action: 'cloud-account.daily-look', subject, details: { name, daily } }, transaction)
  })
  return findSweep(actor, accountId)
}
