import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { list } from '@/lib/shared/catalogue'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { lockedAccount } from './locked-account'

/**
 * Forgets an account with its token. Nothing changes at Linode.
 * @throws AppError `cloud-account-in-use` naming the clusters, `not-found`
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
    await transaction.cloudAccount.delete({ where: { id: accountId } })
    await transaction.secret.deleteMany({ where: { id: tokenSecretId } })
    const subject = { type: 'cloud-account', id: accountId }
    await recordAudit({ actor, action: 'cloud-account.delete', subject, details: { name, username } }, transaction)
  })
}

const inUse = (name: string, clusters: readonly string[]): AppError =>
  new AppError('cloud-account-in-use', {
    userMessage: `${name} pays for ${list(clusters)}, and without it nobody could delete what is there. Delete ${clusters.length === 1 ? 'that cluster' : 'those clusters'} first.`,
    details: { clusters },
  })
