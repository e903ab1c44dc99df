import { AppError } from '@/lib/core/errors'
import type { db } from '@/lib/db/client'

/**
 * Call it at the end of a transaction that holds `lockAdmins`.
 * @throws AppError `last-admin` when nobody could administer the panel any more
 */
export async function assertAdminLeft(transaction: Pick<ReturnType<typeof db>, 'user'>): Promise<void> {
  const left = await transaction.user.count({ where: { role: 'admin', NOT: { banned: true } } })
  if (left > 0) return
  throw new AppError('last-admin', {
    userMessage: 'This is the last admin. Make somebody else an admin first.',
  })
}
