import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { LinodeConnection } from '@/lib/linode/connection'
import { connectAccount, LINODE } from './connect-account'

/**
 * A connection to an account of the actor's own: nobody makes clusters with another's money.
 * @throws AppError `cloud-account-gone`, and what `connectAccount` throws
 */
export async function connectOwnAccount({ userId }: Actor, accountId: string): Promise<LinodeConnection> {
  const where = { id: accountId, ownerId: userId, provider: LINODE }
  const account = await db().cloudAccount.findFirst({ where, select: { id: true } })
  if (account === null) throw noSuchAccount()
  return connectAccount(accountId)
}

const noSuchAccount = () =>
  new AppError('cloud-account-gone', {
    userMessage: 'This Linode account is not yours, or was removed. Choose another one.',
    details: { fields: [{ field: 'accountId', problem: 'Choose one of your accounts.' }] },
  })
