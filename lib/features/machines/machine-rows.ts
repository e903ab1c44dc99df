import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { PICKED } from '@/lib/providers/find-definition'
import { visibleMachines } from './visible-machines'

export const WITH_CLUSTER = {
  cluster: { select: { id: true, name: true, phase: true } },
  owner: { select: { name: true } },
  photo: { select: { createdAt: true } },
  images: {
    where: { bootedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 1,
    select: { id: true, batchId: true, status: true, deliveredAt: true },
  },
} as const satisfies Prisma.MachineInclude

/** A machine's row with the names of its cluster and its owner. */
export type MachineRow = Awaited<ReturnType<typeof machineRow>>

/** Machines that are made for their cluster go with it: nobody sees or changes them by themselves. */
const PICKABLE = { provider: { in: [...PICKED] } }

/**
 * One of the machines that the actor may see or change. Throws `not-found` for a machine that does not exist, for somebody
 * else's and for one that was made for its cluster alike.
 */
export async function machineRow(among: Prisma.MachineWhereInput, machineId: string) {
  const where = { id: machineId, ...PICKABLE, AND: among }
  const row = await db().machine.findFirst({ where, include: WITH_CLUSTER })
  if (row === null) throw notFound('machine')
  return row
}

/**
 * The machines that the actor may see, in their order on the desk; boards that have not started yet have no address. Those
 * made for a cluster stand on its page only.
 */
export async function machineRows(actor: Actor, ids?: readonly string[]): Promise<MachineRow[]> {
  return db().machine.findMany({
    where: { ...PICKABLE, AND: visibleMachines(actor), ...(ids === undefined ? {} : { id: { in: [...ids] } }) },
    include: WITH_CLUSTER,
    orderBy: [{ position: 'asc' }, { name: 'asc' }],
  })
}

/** Prisma's code for a unique index that another request filled meanwhile. */
export const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'P2002'
