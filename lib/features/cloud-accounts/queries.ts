import { z } from 'zod'
import type { ListedCloudAccount } from '@/lib/contracts/cloud-accounts'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { assertMay } from '../policy'
import { visibleCloudAccounts } from './visible-cloud-accounts'

const SELECT = {
  id: true,
  name: true,
  username: true,
  missing: true,
  checkedAt: true,
  tokenChangedAt: true,
  createdAt: true,
  clusters: {
    where: { cluster: { deletedAt: null } },
    select: { cluster: { select: { id: true, name: true } } },
    orderBy: { cluster: { name: 'asc' } },
  },
} as const satisfies Prisma.CloudAccountSelect

type AccountRow = Prisma.CloudAccountGetPayload<{ select: typeof SELECT }>

const Missing = z.array(z.string())

/** The token is not among what is read. */
const present = ({
  clusters,
  missing,
  checkedAt,
  tokenChangedAt,
  createdAt,
  ...row
}: AccountRow): ListedCloudAccount => ({
  ...row,
  missing: Missing.parse(missing),
  checkedAt: checkedAt.getTime(),
  tokenChangedAt: tokenChangedAt.getTime(),
  createdAt: createdAt.getTime(),
  usedBy: clusters.map(({ cluster }) => cluster),
})

/** The actor's accounts, by name. */
export async function listCloudAccounts(actor: Actor): Promise<readonly ListedCloudAccount[]> {
  assertMay(actor, 'cloud-accounts.read')
  const rows = await db().cloudAccount.findMany({
    where: visibleCloudAccounts(actor),
    select: SELECT,
    orderBy: { name: 'asc' },
  })
  return rows.map(present)
}

/** Throws `not-found` for an account that does not exist and for somebody else's alike. */
export async function findCloudAccount(actor: Actor, accountId: string): Promise<ListedCloudAccount> {
  assertMay(actor, 'cloud-accounts.read')
  const row = await db().cloudAccount.findFirst({
    where: { id: accountId, AND: visibleCloudAccounts(actor) },
    select: SELECT,
  })
  if (row === null) throw notFound('account')
  return present(row)
}
