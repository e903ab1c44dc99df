import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { announceSessions } from './announce-sessions'
import { writePasswordLink } from './create-password-link'
import { deleteSecondFactor } from './second-factor/switch-off'
import { NO_PLACE, writeSignInNotice } from './sign-in-notices'

/**
 * For whoever has the panel's own machine in hand, when the last admin lost password, phone and recovery codes: takes the
 * second factor away, enables the account, ends its sessions, and makes a one-time link by which its owner chooses a
 * password. Returns the link's token.
 * @throws AppError `no-such-account`
 */
export async function rescueAccount(email: string): Promise<{ readonly token: string }> {
  const { userId, token } = await db().$transaction(async (transaction) => {
    const user = await transaction.user.findUnique({
      where: { email: email.trim().toLowerCase() },
      select: { id: true },
    })
    if (user === null) {
      const admins = await transaction.user.findMany({ where: { role: 'admin' }, select: { email: true }, take: 10 })
      throw new AppError('no-such-account', {
        userMessage: `Nobody has the address ${email}. Admins are: ${admins.map((admin) => admin.email).join(', ') || 'none yet'}.`,
      })
    }
    const removed = await deleteSecondFactor(transaction, user.id)
    await transaction.user.update({ where: { id: user.id }, data: { banned: false } })
    await transaction.session.deleteMany({ where: { userId: user.id } })
    if (removed) await writeSignInNotice(transaction, user.id, 'second-factor-removed', NO_PLACE)
    await recordAudit({ actor: undefined, action: 'user.rescue', subject: { type: 'user', id: user.id } }, transaction)
    return { userId: user.id, token: await writePasswordLink(transaction, user.id) }
  })
  announceSessions(userId)
  return { token }
}
