import { type Actor, ownedBy } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'

export const WITH_CLUSTER = { cluster: { select: { id: true, name: true } } } as const

/** A machine's row with its cluster's name. */
export type MachineRow = Awaited<ReturnType<typeof machineRow>>

/** Throws `not-found` for a machine that does not exist and for somebody else's alike. */
export async function machineRow(actor: Actor, machineId: string) {
  const row = await db().machine.findFirst({ where: { id: machineId, ...ownedBy(actor) }, include: WITH_CLUSTER })
  if (row === null) throw notFound('machine')
  return row
}

/** The actor's machines in their order on the desk. Simulated ones stand on the page of their cluster only. */
export const machineRows = (actor: Actor, ids?: readonly string[]): Promise<MachineRow[]> =>
  db().machine.findMany({
    where: { ...ownedBy(actor), ...(ids === undefined ? { NOT: { provider: 'practice' } } : { id: { in: [...ids] } }) },
    include: WITH_CLUSTER,
    orderBy: [{ position: 'asc' }, { name: 'asc' }],
  })

/** Prisma's code for a unique index that another request filled meanwhile. */
export const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'P2002'
