import { newId } from '@/lib/core/ids'
import type { db } from '@/lib/db/client'
import { auth } from './auth'

type Writer = Pick<ReturnType<typeof db>, 'user' | 'account'>

/** The scrypt hash of a password, as the account library stores it. A tenth of a second: call it before a transaction. */
export async function hashPassword(password: string): Promise<string> {
  const context = await auth({ secure: false }).$context
  return context.password.hash(password)
}

/** Sets a user's password by its hash. */
export async function writePassword(writer: Writer, userId: string, passwordHash: string): Promise<void> {
  const changed = await writer.account.updateMany({
    where: { userId, providerId: 'credential' },
    data: { password: passwordHash },
  })
  if (changed.count > 0) return
  await writer.account.create({
    data: { id: newId(), userId, accountId: userId, providerId: 'credential', password: passwordHash },
  })
}
