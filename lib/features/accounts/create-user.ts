import type { NewUser } from '@/lib/contracts/accounts'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import { writePasswordLink } from './create-password-link'

/**
 * Makes an account without a password, and the one-time link by which its owner chooses one.
 * @throws AppError `email-taken`
 */
export async function createUser(
  actor: Actor,
  { name, email, role }: NewUser,
): Promise<{ readonly userId: string; readonly token: string }> {
  assertMay(actor, 'users.manage')
  const userId = newId()
  return db().$transaction(async (transaction) => {
    const made = await transaction.user.createMany({
      data: [{ id: userId, name, email, role, emailVerified: true }],
      skipDuplicates: true,
    })
    if (made.count !== 1) {
      throw new AppError('email-taken', {
        userMessage: 'Somebody has this e-mail address already. Look for it in the list.',
        details: { fields: [{ field: 'email', problem: 'Somebody has this address already.' }] },
      })
    }
    const token = await writePasswordLink(transaction, userId)
    await recordAudit(
      { actor, action: 'user.create', subject: { type: 'user', id: userId }, details: { email, role } },
      transaction,
    )
    return { userId, token }
  })
}
