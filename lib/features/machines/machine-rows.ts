import { type Actor, ownedBy } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'

export const WITH_CLUSTER = { cluster: { select: { id: true, name: true } } } as const

/** A machine's row with its cluster's name. */
export type MachineRow = Awaited<ReturnType<typeof machineRow>>

/** Practice machines are made for their cluster and go with it: nobody sees or changes them by themselves. */
const REAL = { provider: { not: 'practice' } } as const

/** Throws `not-found` for a machine that does not exist, for somebody else's and for a practice machine alike. */
export async function machineRow(actor: Actor, machineId: string) {
  return rowWhere({ id: machineId, ...REAL, ...ownedBy(actor) })
}

/** As `machineRow`, also for a practice machine. */
export async function anyMachineRow(actor: Actor, machineId: string) {
  return rowWhere({ id: machineId, ...ownedBy(actor) })
}

async function rowWhere(where: Prisma.MachineWhereInput) {
  const row = await db().machine.findFirst({ where, include: WITH_CLUSTER })
  if (row === null) throw notFound('machine')
  return row
}

/** The actor's machines in their order on the desk. Simulated ones stand on the page of their cluster only. */
export const machineRows = (actor: Actor, ids?: readonly string[]): Promise<MachineRow[]> =>
  db().machine.findMany({
    where: { ...REAL, ...ownedBy(actor), ...(ids === undefined ? {} : { id: { in: [...ids] } }) },
    include: WITH_CLUSTER,
    orderBy: [{ position: 'asc' }, { name: 'asc' }],
  })

/** Prisma's code for a unique index that another request filled meanwhile. */
export const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'P2002'
