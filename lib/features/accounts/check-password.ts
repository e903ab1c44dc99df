import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { auth } from './auth'

/** Whose e-mail address and password fit together. */
export interface KnownUser {
  readonly userId: string
  readonly email: string
}

/**
 * Checks a password. An account that does not exist, or has no password yet, takes the same time and gets the same words.
 * @throws AppError `wrong-credentials`, `account-disabled` (when the password was right)
 */
export async function checkPassword(email: string, password: string): Promise<KnownUser> {
  const { password: hashing } = await auth({ secure: false }).$context
  const user = await db().user.findUnique({
    where: { email },
    include: { accounts: { where: { providerId: 'credential' }, select: { password: true } } },
  })
  const hash = user?.accounts[0]?.password
  if (user === null || typeof hash !== 'string') {
    await hashing.hash(password)
    throw wrongCredentials()
  }
  if (!(await hashing.verify({ hash, password }))) throw wrongCredentials()
  if (user.banned === true) throw accountDisabled()
  return { userId: user.id, email }
}

const wrongCredentials = () =>
  new AppError('wrong-credentials', { userMessage: 'The e-mail address or the password is not right.' })

export const accountDisabled = (): AppError =>
  new AppError('account-disabled', { userMessage: 'This account is disabled. Ask an admin of this panel.' })
