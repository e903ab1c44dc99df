import type { PasswordChange } from '@/lib/contracts/accounts'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { announceSessions } from './announce-sessions'
import { forgetAttempts, takeAttempt } from './attempts'
import { auth } from './auth'
import type { CurrentUser } from './current-actor'
import { tooMany } from './sign-in'
import { hashPassword, writePassword } from './write-user'

/**
 * Changes one's own password and ends one's other sessions.
 * @throws AppError `bad-input` naming `currentPassword`, `too-many-requests`
 */
export async function changeOwnPassword(
  user: CurrentUser,
  { currentPassword, password }: PasswordChange,
): Promise<void> {
  const key = `password:${user.userId}`
  const waitMs = await takeAttempt([{ key, free: 5, firstWaitMs: 5_000, longestWaitMs: 15 * 60_000 }])
  if (waitMs > 0) throw tooMany(waitMs)
  const account = await db().account.findFirst({ where: { userId: user.userId, providerId: 'credential' } })
  const context = await auth({ secure: false }).$context
  const right =
    typeof account?.password === 'string' &&
    (await context.password.verify({ hash: account.password, password: currentPassword }))
  if (!right) {
    throw new AppError('bad-input', {
      userMessage: 'The current password is not right.',
      details: { fields: [{ field: 'currentPassword', problem: 'This is not your current password.' }] },
    })
  }
  const passwordHash = await hashPassword(password)
  await db().$transaction(async (transaction) => {
    await writePassword(transaction, user.userId, passwordHash)
    await transaction.session.deleteMany({ where: { userId: user.userId, NOT: { id: user.sessionId } } })
    await recordAudit(
      { actor: user, action: 'user.change-password', subject: { type: 'user', id: user.userId } },
      transaction,
    )
  })
  announceSessions(user.userId)
  await forgetAttempts([key])
}
