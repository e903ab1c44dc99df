import type { SetupForm } from '@/lib/contracts/accounts'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { hashOf } from './link-token'
import { lockAdmins } from './lock-admins'
import { hashPassword, writePassword } from './write-user'

const spent = () =>
  new AppError('setup-link-spent', {
    userMessage:
      'This set-up link no longer works: it was used, or the panel was started again since. The newest link is in the output of the panel.',
  })

/** Throws what `completeSetup` would throw because of the token. Cheap: no password is hashed. */
export async function assertSetupToken(token: string): Promise<void> {
  const known = await db().setupToken.findFirst({ where: { hash: hashOf(token), usedAt: null }, select: { id: true } })
  if (known === null) throw spent()
}

/**
 * Makes the first admin and uses up the token, both or neither; of two at once one wins.
 * @throws AppError `setup-link-spent`, `already-set-up`
 */
export async function completeSetup({ token, name, email, password }: SetupForm): Promise<{ readonly userId: string }> {
  await assertSetupToken(token)
  const passwordHash = await hashPassword(password)
  const userId = newId()
  await db().$transaction(async (transaction) => {
    await lockAdmins(transaction)
    const used = await transaction.setupToken.updateMany({
      where: { hash: hashOf(token), usedAt: null },
      data: { usedAt: new Date() },
    })
    if (used.count !== 1) throw spent()
    if ((await transaction.user.findFirst({ where: { role: 'admin' }, select: { id: true } })) !== null) {
      throw new AppError('already-set-up', { userMessage: 'This panel has an admin already. Sign in instead.' })
    }
    await transaction.user.create({ data: { id: userId, name, email, role: 'admin', emailVerified: true } })
    await writePassword(transaction, userId, passwordHash)
    await recordAudit({ actor: { userId }, action: 'panel.set-up', subject: { type: 'user', id: userId } }, transaction)
  })
  return { userId }
}
