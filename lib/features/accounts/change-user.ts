import type { UserChange } from '@/lib/contracts/accounts'
import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceSessions } from './announce-sessions'
import { assertAdminLeft } from './assert-admin-left'
import { lockAdmins } from './lock-admins'
import { endPasswordLinks } from './users'

/**
 * Changes name, role, or whether the account may be used. Disabling ends the user's sessions at once; a new role
 * counts from the next request.
 * @throws AppError `last-admin`, `own-account`, `not-found`
 */
export async function changeUser(actor: Actor, userId: string, { name, role, disabled }: UserChange): Promise<void> {
  assertMay(actor, 'users.manage')
  if (userId === actor.userId && disabled === true) throw ownAccount('disable')
  await db().$transaction(async (transaction) => {
    await lockAdmins(transaction)
    const changed = await transaction.user.updateMany({
      // Students are changed in their classes.
      where: { id: userId, student: null },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(disabled === undefined ? {} : { banned: disabled }),
      },
    })
    if (changed.count !== 1) throw notFound('user')
    await assertAdminLeft(transaction)
    if (disabled === true) {
      await transaction.session.deleteMany({ where: { userId } })
      await transaction.practiceAccess.deleteMany({ where: { userId } })
      await endPasswordLinks(transaction, userId)
    }
    await recordAudit(
      {
        actor,
        action: disabled === undefined ? 'user.change' : disabled ? 'user.disable' : 'user.enable',
        subject: { type: 'user', id: userId },
        details: {
          ...(name === undefined ? {} : { name }),
          ...(role === undefined ? {} : { role }),
        },
      },
      transaction,
    )
  })
  announceSessions(userId)
}

export const ownAccount = (verb: 'disable' | 'delete') =>
  new AppError('own-account', {
    userMessage: `You can't ${verb} the account you are signed in with. Another admin can.`,
  })
