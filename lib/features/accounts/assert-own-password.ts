import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { forgetAttempts, takeAttempt } from './attempts'
import { auth } from './auth'
import type { CurrentUser } from './current-actor'
import { tooMany } from './too-many'

/**
 * For what a stolen session alone must not do: the person types the password again.
 * @param field of the form that it stands in
 * @throws AppError `bad-input` naming the field, `too-many-requests`
 */
export async function assertOwnPassword({ userId }: CurrentUser, password: string, field: string): Promise<void> {
  const key = `password:${userId}`
  const waitMs = await takeAttempt([{ key, free: 5, firstWaitMs: 5_000, longestWaitMs: 15 * 60_000 }])
  if (waitMs > 0) throw tooMany(waitMs)
  const account = await db().account.findFirst({ where: { userId, providerId: 'credential' } })
  const { password: hashing } = await auth({ secure: false }).$context
  const right = typeof account?.password === 'string' && (await hashing.verify({ hash: account.password, password }))
  if (!right) {
    throw new AppError('bad-input', {
      userMessage: 'The current password is not right.',
      details: { fields: [{ field, problem: 'This is not your current password.' }] },
    })
  }
  await forgetAttempts([key])
}
