import { systemClock } from '@/lib/core/clock'
import { linodeStandIn } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { PostgresRateLimits } from '@/lib/db/rate-limits'
import { connectLinode, type LinodeAccount, type LinodeConnection } from '@/lib/linode/connection'
import type { Vault } from '@/lib/ports/vault'
import { databaseVault } from '@/lib/vault/database-vault'

/** What stands in the column `provider` of accounts that are used here. */
export const LINODE = 'linode'

let limits: PostgresRateLimits | undefined

/**
 * The one place that decides where Linode is: at its own address, or at the stand-in that a test has put on this machine.
 * All workers keep its limits together.
 */
export function connectToken(account: LinodeAccount): LinodeConnection {
  limits ??= new PostgresRateLimits(systemClock)
  const connection = connectLinode(account, limits)
  const origin = linodeStandIn()
  return origin === undefined ? connection : { ...connection, origin, reach: 'panel' }
}

/**
 * A connection with the token of an account that is kept here. Whose account it is the caller has asked.
 * @param vault the one that tells a run's redactor what it opens, in a run
 * @throws AppError `cloud-account-gone`, `secret-missing`, `secret-unreadable`
 */
export async function connectAccount(accountId: string, vault: Vault = databaseVault()): Promise<LinodeConnection> {
  const row = await db().cloudAccount.findFirst({
    where: { id: accountId, provider: LINODE },
    select: { name: true, username: true, tokenSecretId: true },
  })
  if (row === null) throw accountGone(accountId)
  return connectToken({ name: row.name, user: row.username, token: await vault.open(row.tokenSecretId) })
}

const accountGone = (accountId: string): AppError =>
  new AppError('cloud-account-gone', {
    userMessage: 'The Linode account of this cluster is not kept here any more. Add it again under Clouds.',
    details: { accountId },
  })
