import type { PasswordChange } from '@/lib/contracts/accounts'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { announceSessions } from './announce-sessions'
import { assertOwnPassword } from './assert-own-password'
import type { CurrentUser } from './current-actor'
import { endHalfDoneSignIns } from './second-factor/half-done-sign-in'
import { type SignInPlace, writeSignInNotice } from './sign-in-notices'
import { hashPassword, writePassword } from './write-user'

/**
 * Changes one's own password and ends one's other sessions.
 * @throws AppError `bad-input` naming `currentPassword`, `too-many-requests`
 */
export async function changeOwnPassword(
  user: CurrentUser,
  { currentPassword, password }: PasswordChange,
  place: SignInPlace,
): Promise<void> {
  await assertOwnPassword(user, currentPassword, 'currentPassword')
  const passwordHash = await hashPassword(password)
  await db().$transaction(async (transaction) => {
    await writePassword(transaction, user.userId, passwordHash)
    await transaction.session.deleteMany({ where: { userId: user.userId, NOT: { id: user.sessionId } } })
    await endHalfDoneSignIns(transaction, user.userId)
    await writeSignInNotice(transaction, user.userId, 'password-changed', place)
    await recordAudit(
      { actor: user, action: 'user.change-password', subject: { type: 'user', id: user.userId } },
      transaction,
    )
  })
  announceSessions(user.userId)
}
