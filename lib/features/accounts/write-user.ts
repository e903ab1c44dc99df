import { newId } from '@/lib/core/ids'
import type { db } from '@/lib/db/client'
import { auth } from './auth'
import { endPasswordLinks } from './users'

type Writer = Pick<ReturnType<typeof db>, 'user' | 'account' | 'verification' | 'practiceAccess'>

/** The scrypt hash of a password, as the account library stores it. A tenth of a second: call it before a transaction. */
export async function hashPassword(password: string): Promise<string> {
  const context = await auth({ secure: false }).$context
  return context.password.hash(password)
}

/**
 * Sets a user's password by its hash, and ends links for another one: who made them did not know of this one. Kubeconfigs
 * of practice clusters end as sessions do.
 */
export async function writePassword(writer: Writer, userId: string, passwordHash: string): Promise<void> {
  await endPasswordLinks(writer, userId)
  await writer.practiceAccess.deleteMany({ where: { userId } })
  const changed = await writer.account.updateMany({
    where: { userId, providerId: 'credential' },
    data: { password: passwordHash },
  })
  if (changed.count > 0) return
  await writer.account.create({
    data: { id: newId(), userId, accountId: userId, providerId: 'credential', password: passwordHash },
  })
}
