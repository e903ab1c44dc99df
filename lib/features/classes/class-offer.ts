import { isDeepStrictEqual } from 'node:util'
import { ClassOffer, isLent } from '@/lib/contracts/class-fields'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import { plural } from '@/lib/shared/catalogue'
import type { Transaction } from '../runs/subject-kind'
import { clusterNameFor } from './cluster-name-for'

/** Before the class begins students look around; shortly before, they may begin. */
const EARLY_MS = 15 * 60_000

const SEAT = {
  class: true,
  boards: { select: { id: true, clusterId: true }, orderBy: { name: 'asc' } },
  user: { select: { clusters: { where: { deletedAt: null }, select: { name: true } } } },
} as const

/** A student with what their class lets them have. */
export async function findSeat(client: Pick<Transaction, 'student'>, studentId: string) {
  const seat = await client.student.findUnique({ where: { id: studentId }, include: SEAT })
  if (seat === null) throw notNow('Your seat in the class was taken away. Ask your teacher.')
  return seat
}
type Seat = Awaited<ReturnType<typeof findSeat>>

const notNow = (userMessage: string): AppError => new AppError('class-refuses', { userMessage })

/**
 * Why a student can not make a cluster now, in a sentence; undefined: they can.
 * @param early whether the time of the class matters: not while it is prepared for them
 */
export function seatRefusal(
  { class: row, user, boards, ...seat }: Seat,
  now: number,
  early = false,
): string | undefined {
  if (row.endedAt !== null) return `${row.name} has ended.`
  if (row.pausedAt !== null || seat.pausedAt !== null) return 'Your teacher has paused the class. Wait a moment.'
  if (!early && seat.origin !== 'rehearsal' && now < row.startsAt.getTime() - EARLY_MS && row.warmedAt === null) {
    return 'The class has not begun yet. You can make your cluster shortly before it does.'
  }
  if (!early && now >= row.endsAt.getTime()) return `The time of ${row.name} is over.`
  if (user.clusters.length >= row.mostClusters) {
    const most = plural(row.mostClusters, { one: 'one cluster', other: '# clusters' })
    return `You have ${most} at a time in this class. Delete one first.`
  }
  const { provider } = ClassOffer.parse(row.offer)
  if (isLent(provider) && !boards.some(({ clusterId }) => clusterId === null)) {
    return 'No board is lent to you that is free. Ask your teacher for one.'
  }
  return undefined
}

/** The cluster that a class offers to a student, as they would ask for it. */
export function offeredRequest(seat: Seat): ClusterRequest {
  const { class: row, boards, user } = seat
  const { provider, settings } = ClassOffer.parse(row.offer)
  const taken = new Set(user.clusters.map(({ name }) => name))
  const free = boards.filter(({ clusterId }) => clusterId === null).slice(0, row.mostMachines)
  const machines = free.map(({ id }, index) => ({ machineId: id, role: index === 0 ? 'server' : 'agent' }))
  const name = clusterNameFor(seat.name, seat.number, taken)
  return ClusterRequest.parse({ ...settings, provider, name, ...(isLent(provider) ? { machines } : {}) })
}

/** What a student may choose by themselves; how many machines is bounded by the class. */
const FREE = new Set(['name', 'apps', 'machines', 'troubles'])

const bound = (request: ClusterRequest) => Object.fromEntries(Object.entries(request).filter(([key]) => !FREE.has(key)))

/**
 * A student's cluster is one that their class offers. Others are not judged.
 * @throws AppError `class-refuses`
 */
export async function assertOffered(actor: Actor, request: ClusterRequest, early = false): Promise<void> {
  if (actor.role !== 'student') return
  const seat = await findSeat(db(), actor.userId)
  const refusal = seatRefusal(seat, Date.now(), early)
  if (refusal !== undefined) throw notNow(refusal)
  if (!isDeepStrictEqual(bound(request), bound(offeredRequest(seat)))) {
    throw notNow(`${seat.class.name} offers another kind of cluster. Take the one that it offers.`)
  }
}

/** @throws AppError `class-refuses` */
export async function assertMachinesAllowed(actor: Actor, machines: number): Promise<void> {
  if (actor.role !== 'student') return
  const { class: row } = await findSeat(db(), actor.userId)
  if (machines <= row.mostMachines) return
  const most = plural(row.mostMachines, { one: 'one machine', other: '# machines' })
  throw new AppError('class-refuses', {
    userMessage: `A cluster of ${row.name} has at most ${most}.`,
    details: { fields: [{ field: 'machines', problem: `At most ${most}.` }] },
  })
}

/**
 * Within the transaction that makes a cluster: two clicks do not pass the limit together, and none passes the end of the
 * class, which locks its row.
 * @returns when the cluster ends by itself, where its class says so
 * @throws AppError `class-refuses`
 */
export async function takeClassTurn(transaction: Transaction, actor: Actor): Promise<Date | undefined> {
  if (actor.role !== 'student') return undefined
  await transaction.$executeRaw`
    select 1 from class where id = (select "classId" from student where id = ${actor.userId}) for share`
  await transaction.$executeRaw`select 1 from student where id = ${actor.userId} for update`
  const seat = await findSeat(transaction, actor.userId)
  // The time was judged before.
  const refusal = seatRefusal(seat, Date.now(), true)
  if (refusal !== undefined) throw notNow(refusal)
  const { clusterMinutes, startsAt } = seat.class
  // Of one that is made before the bell the time begins with the class.
  const from = Math.max(Date.now(), startsAt.getTime())
  return clusterMinutes === null ? undefined : new Date(from + clusterMinutes * 60_000)
}
