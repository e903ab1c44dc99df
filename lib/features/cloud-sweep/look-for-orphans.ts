import type { AccountSweep } from '@/lib/contracts/cloud-sweeps'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import { clustersOf, saveFound } from '@/lib/providers/linode/sweep/account-port'
import { readOrphans } from '@/lib/providers/linode/sweep/read-orphans'
import { askInTurn } from '../cloud-accounts/ask-in-turn'
import { ownAccount } from '../cloud-accounts/own-account'
import { findSweep } from './queries'

/**
 * Looks at Linode now, for a person who waits, and keeps what it found.
 * @throws AppError `not-found`, `too-many-requests`, or of lib/linode/faults.ts when Linode did not say
 */
export async function lookForOrphans(actor: Actor, accountId: string): Promise<AccountSweep> {
  assertMay(actor, 'cloud-accounts.sweep')
  const account = await ownAccount(actor, accountId)
  const found = await askInTurn(actor.userId, account, (linode, signal) => readOrphans(linode, clustersOf, signal))
  await saveFound(accountId, found, Date.now())
  return findSweep(actor, accountId)
}
