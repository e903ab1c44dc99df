import type { ChosenPassword } from '@/lib/contracts/accounts'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { announceSessions } from './announce-sessions'
import { hashOf } from './link-token'
import { endHalfDoneSignIns } from './second-factor/half-done-sign-in'
import { NO_PLACE, placeOf, writeSignInNotice } from './sign-in-notices'
import { PASSWORD_LINK, userOfPasswordLink } from './users'
import { hashPassword, writePassword } from './write-user'

export const linkSpent = () =>
  new AppError('password-link-spent', {
    userMessage: 'This link no longer works: it was used, or it is older than a week. Ask an admin for a new one.',
  })

/**
 * Sets the password of the user whom the link was made for, uses the link up, and ends the user's other sessions.
 * Returns the e-mail address to sign in with.
 * @throws AppError `password-link-spent`
 */
export async function choosePassword(
  { token, password }: ChosenPassword,
  headers?: Headers,
): Promise<{ readonly email: string }> {
  const user = await userOfPasswordLink(token)
  if (user === undefined) throw linkSpent()
  const passwordHash = await hashPassword(password)
  await db().$transaction(async (transaction) => {
    const used = await transaction.verification.deleteMany({
      where: { identifier: `${PASSWORD_LINK}${user.userId}`, value: hashOf(token) },
    })
    if (used.count !== 1) throw linkSpent()
    await writePassword(transaction, user.userId, passwordHash)
    await transaction.session.deleteMany({ where: { userId: user.userId } })
    await endHalfDoneSignIns(transaction, user.userId)
    const place = headers === undefined ? NO_PLACE : placeOf(headers, user.email)
    // Who was invited knows that they chose their first one.
    if (!user.invited) await writeSignInNotice(transaction, user.userId, 'password-changed', place)
    await recordAudit(
      { actor: user, action: 'user.choose-password', subject: { type: 'user', id: user.userId } },
      transaction,
    )
  })
  announceSessions(user.userId)
  return { email: user.email }
}
