import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { RunStatus } from '@/lib/engine/decide'
import type { Transaction } from '@/lib/providers/provider'
import { list } from '@/lib/shared/catalogue'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { lockedAccount } from './locked-account'

/**
 * Forgets an account with its token. Nothing changes at Linode.
 * @throws AppError `cloud-account-in-use` naming the clusters, `subject-busy`, `not-found`
 */
export async function deleteCloudAccount(actor: Actor, accountId: string): Promise<void> {
  assertMay(actor, 'cloud-accounts.delete')
  await db().$transaction(async (transaction) => {
    const { name, username, tokenSecretId } = await lockedAccount(transaction, actor, accountId)
    const used = await transaction.cloudCluster.findMany({
      where: { accountId, cluster: { deletedAt: null } },
      select: { cluster: { select: { name: true } } },
      orderBy: { cluster: { name: 'asc' } },
    })
    if (used.length > 0)
      throw inUse(
        name,
        used.map(({ cluster }) => cluster.name),
      )
    // What is left of clusters that are gone is what they have cost.
    await transaction.cloudCluster.updateMany({ where: { accountId }, data: { accountId: null } })
    await assertNoSweep(transaction, accountId, name)
    // Runs about the account itself go with it.
    await transaction.run.deleteMany({ where: { subjectType: 'cloud-account', subjectId: accountId } })
    await transaction.cloudAccount.delete({ where: { id: accountId } })
    await transaction.secret.deleteMany({ where: { id: tokenSecretId } })
    const subject = { type: 'cloud-account', id: accountId }
    await recordAudit({ actor, action: 'cloud-account.delete', subject, details: { name, username } }, transaction)
  })
}

const GOING_ON: RunStatus[] = ['running', 'unwinding']

/** @throws AppError `subject-busy` while a run deletes things in the account */
async function assertNoSweep(transaction: Transaction, accountId: string, name: string): Promise<void> {
  const where = { subjectType: 'cloud-account', subjectId: accountId, status: { in: GOING_ON } }
  const run = await transaction.run.findFirst({ where, select: { title: true } })
  if (run === null) return
  throw new AppError('subject-busy', {
    userMessage: `A run is at work in ${name} (${run.title}). Wait until it is over, or cancel it.`,
  })
}

const inUse = (name: string, clusters: readonly string[]): AppError =>
  new AppError('cloud-account-in-use', {
    userMessage: `${name} pays for ${list(clusters)}, and without it nobody could delete what is there. Delete ${clusters.length === 1 ? 'that cluster' : 'those clusters'} first.`,
    details: { clusters },
  })
