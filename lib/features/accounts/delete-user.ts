import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { RunStatus } from '@/lib/engine/decide'
import { plural } from '@/lib/shared/catalogue'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { announceSessions } from './announce-sessions'
import { assertAdminLeft } from './assert-admin-left'
import { ownAccount } from './change-user'
import { lockAdmins } from './lock-admins'
import { endHalfDoneSignIns } from './second-factor/half-done-sign-in'
import { PASSWORD_LINK } from './users'

const GOING_ON: RunStatus[] = ['running', 'unwinding']

/**
 * Deletes an account with its sessions, machines' entries, keys, accounts at clouds and their secrets. The machines themselves are not
 * touched. Their runs go too, with events and logs. Refused while a cluster of theirs exists, whose machines could then
 * never be cleaned up, and while a run of theirs goes on.
 * @throws AppError `user-has-clusters`, `user-has-classes`, `user-has-runs`, `last-admin`, `own-account`, `not-found`
 */
export async function deleteUser(actor: Actor, userId: string): Promise<void> {
  assertMay(actor, 'users.manage')
  if (userId === actor.userId) throw ownAccount('delete')
  await db().$transaction(async (transaction) => {
    await lockAdmins(transaction)
    const user = await transaction.user.findUnique({
      // Students are removed from their classes.
      where: { id: userId, student: null },
      select: {
        email: true,
        classes: { select: { name: true } },
        clusters: { where: { deletedAt: null }, select: { name: true } },
        runs: { where: { status: { in: GOING_ON } }, select: { title: true } },
      },
    })
    if (user === null) throw notFound('user')
    if (user.clusters.length > 0) {
      const names = user.clusters.map((cluster) => cluster.name)
      throw new AppError('user-has-clusters', {
        userMessage: `${plural(names.length, {
          one: 'A cluster belongs',
          other: '# clusters belong',
        })} to this account: ${names.join(', ')}. Delete that first, then the account.`,
        details: { clusters: names },
      })
    }
    if (user.classes.length > 0) {
      const names = user.classes.map(({ name }) => name)
      throw new AppError('user-has-classes', {
        userMessage: `${plural(names.length, { one: 'A class was', other: '# classes were' })} made by this account: ${names.join(', ')}. Delete that first, then the account.`,
        details: { classes: names },
      })
    }
    if (user.runs.length > 0) {
      const titles = user.runs.map((run) => run.title)
      throw new AppError('user-has-runs', {
        userMessage: `${plural(titles.length, {
          one: 'A run',
          other: '# runs',
        })} of this account ${titles.length === 1 ? 'goes' : 'go'} on: ${titles.join(', ')}. Wait or cancel first, then delete the account.`,
        details: { runs: titles },
      })
    }
    await transaction.verification.deleteMany({ where: { identifier: `${PASSWORD_LINK}${userId}` } })
    await endHalfDoneSignIns(transaction, userId)
    // Before the user: a key cannot go while a machine uses it, nor an account at a cloud while a deleted cluster names it.
    await transaction.machine.deleteMany({ where: { ownerId: userId } })
    await transaction.cluster.deleteMany({ where: { ownerId: userId } })
    await transaction.secret.deleteMany({ where: { ownerId: userId } })
    await transaction.user.delete({ where: { id: userId } })
    await assertAdminLeft(transaction)
    await recordAudit(
      { actor, action: 'user.delete', subject: { type: 'user', id: userId }, details: { email: user.email } },
      transaction,
    )
  })
  announceSessions(userId)
}
