import { type ListedUser, UserRole } from '@/lib/contracts/accounts'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { assertMay } from '../policy'
import { hashOf } from './link-token'

/** All users, oldest first. */
export async function listUsers(actor: Actor): Promise<readonly ListedUser[]> {
  assertMay(actor, 'users.read')
  const users = await db().user.findMany({
    // Students stand in their classes.
    where: { student: null },
    orderBy: { createdAt: 'asc' },
    include: {
      accounts: { where: { providerId: 'credential' }, select: { id: true } },
      secondFactor: { select: { confirmedAt: true } },
      sessions: { orderBy: { createdAt: 'desc' }, take: 1, select: { createdAt: true } },
      _count: { select: { clusters: { where: { deletedAt: null } } } },
    },
  })
  return users.map((user) => ({
    id: user.id,
    name: user.name,
    email: user.email,
    role: assignedRole(user.role),
    disabled: user.banned === true,
    invited: user.accounts.length === 0,
    secondFactor: user.secondFactor?.confirmedAt != null,
    clusters: user._count.clusters,
    createdAt: user.createdAt.getTime(),
    lastSignInAt: user.sessions[0]?.createdAt.getTime(),
  }))
}

const assignedRole = (stored: string | null): UserRole => UserRole.safeParse(stored).data ?? 'member'

/** Whose one-time link this is, to show before a password is chosen; undefined when it does not work. */
export async function userOfPasswordLink(
  token: string,
): Promise<
  { readonly userId: string; readonly name: string; readonly email: string; readonly invited: boolean } | undefined
> {
  const link = await db().verification.findFirst({
    where: { value: hashOf(token), identifier: { startsWith: PASSWORD_LINK }, expiresAt: { gt: new Date() } },
  })
  if (link === null) return undefined
  const user = await db().user.findUnique({
    where: { id: link.identifier.slice(PASSWORD_LINK.length) },
    include: { _count: { select: { accounts: { where: { providerId: 'credential' } } } } },
  })
  if (user === null || user.banned === true) return undefined
  return { userId: user.id, name: user.name, email: user.email, invited: user._count.accounts === 0 }
}

/** Makes all one-time links of a user useless. */
export async function endPasswordLinks(
  writer: Pick<ReturnType<typeof db>, 'verification'>,
  userId: string,
): Promise<void> {
  await writer.verification.deleteMany({ where: { identifier: `${PASSWORD_LINK}${userId}` } })
}

/** Begins the `identifier` of verifications that are one-time password links; the user's id follows. */
export const PASSWORD_LINK = 'password-link:'
