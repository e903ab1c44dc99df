import { z } from 'zod'
import { type AccountSweep, OrphanSchema, SweepTrouble } from '@/lib/contracts/cloud-sweeps'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { assertMay } from '@/lib/features/policy'
import { visibleCloudAccounts } from '../cloud-accounts/visible-cloud-accounts'
import { subjectKind } from '../runs/run-kinds'

const SELECT = { id: true, name: true, sweep: true } as const satisfies Prisma.CloudAccountSelect
type Row = Prisma.CloudAccountGetPayload<{ select: typeof SELECT }>

const Found = z.array(OrphanSchema)

function present({ id, name, sweep }: Row, runHref: string | null): AccountSweep {
  return {
    accountId: id,
    accountName: name,
    daily: sweep?.daily ?? true,
    lookedAt: sweep?.lookedAt?.getTime() ?? null,
    // What another version wrote is looked for anew.
    found: Found.safeParse(sweep?.found ?? []).data ?? [],
    trouble: SweepTrouble.safeParse(sweep?.trouble).data ?? null,
    runHref,
  }
}

/** What the latest looks at the actor's accounts have found, by the accounts' names. */
export async function listSweeps(actor: Actor): Promise<readonly AccountSweep[]> {
  assertMay(actor, 'cloud-accounts.read')
  return find(visibleCloudAccounts(actor))
}

/** Throws `not-found` for an account that does not exist and for somebody else's alike. */
export async function findSweep(actor: Actor, accountId: string): Promise<AccountSweep> {
  assertMay(actor, 'cloud-accounts.read')
  const [sweep] = await find({ id: accountId, AND: visibleCloudAccounts(actor) })
  if (sweep === undefined) throw notFound('account')
  return sweep
}

async function find(where: Prisma.CloudAccountWhereInput): Promise<readonly AccountSweep[]> {
  const rows = await db().cloudAccount.findMany({ where, select: SELECT, orderBy: { name: 'asc' } })
  const runs = await goingOn(rows.map(({ id }) => id))
  return rows.map((row) => present(row, runs.get(row.id) ?? null))
}

const TYPE = 'cloud-account'

/** The addresses of the runs that have these accounts for themselves now. */
async function goingOn(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const locks = await db().runLock.findMany({
    where: { run: { subjectType: TYPE, subjectId: { in: [...ids] } } },
    select: { run: { select: { id: true, number: true, subjectId: true } } },
  })
  return new Map(locks.map(({ run }) => [run.subjectId, subjectKind(TYPE).runHref(run)]))
}
