import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { hashOf, newLinkToken } from './link-token'
import { lockAdmins } from './lock-admins'

/** Whether nobody is an admin yet, so that the panel has to be set up. */
export async function setupNeeded(): Promise<boolean> {
  return (await db().user.findFirst({ where: { role: 'admin' }, select: { id: true } })) === null
}

/**
 * A fresh one-time set-up token while no admin exists, else undefined. Called once at start: only the hash is stored,
 * and the token of an earlier start stops working. It belongs into the link's fragment (`/setup#token=…`), which
 * browsers send to no server and no log.
 */
export async function ensureSetupToken(): Promise<string | undefined> {
  return db().$transaction(async (transaction) => {
    await lockAdmins(transaction)
    await transaction.setupToken.deleteMany({ where: { usedAt: null } })
    const admin = await transaction.user.findFirst({ where: { role: 'admin' }, select: { id: true } })
    if (admin !== null) return undefined
    const token = newLinkToken()
    await transaction.setupToken.create({ data: { id: newId(), hash: hashOf(token) } })
    return token
  })
}
