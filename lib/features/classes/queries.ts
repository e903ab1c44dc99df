import { Afterwards, ClassOffer, ClassPhase, ClassReceipt, CodeMode } from '@/lib/contracts/class-fields'
import type { ClassCode, ClassDetail, ListedClass } from '@/lib/contracts/classes'
import type { Actor } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Class, Prisma } from '@/lib/db/generated/client'
import { paths } from '@/lib/shared/paths'
import { assertMay } from '../policy'
import { claimerNames } from './claimer-names'
import { codePath, shownCode } from './class-code'
import { classObstacles } from './class-obstacles'
import { classState, forgetAt } from './class-state'
import { presentStudent, STUDENT } from './present-student'
import { seatsRefusedAt } from './seat-refusals'
import { freeSeats } from './seats'
import { taughtClasses } from './visible-classes'

const MOST_RUNS = 20

const TEACHERS = {
  select: { userId: true, user: { select: { name: true } } },
  orderBy: { addedAt: 'asc' },
} as const satisfies Prisma.Class$teachersArgs

/** The actor's classes: the next one first, then those that are over, the latest first. */
export async function listClasses(actor: Actor, now = Date.now()): Promise<readonly ListedClass[]> {
  assertMay(actor, 'classes.read')
  const rows = await db().class.findMany({
    where: taughtClasses(actor),
    include: { teachers: TEACHERS, _count: { select: { students: { where: JOINED } } } },
    orderBy: { startsAt: 'asc' },
  })
  const clusters = await countClusters(rows.map(({ id }) => id))
  const listed = rows.map((row) => ({
    ...base(row, now),
    joined: row._count.students,
    clusters: clusters.get(row.id) ?? 0,
    teachers: row.teachers.map(({ user }) => user.name),
  }))
  const goesOn = ({ state }: ListedClass) => state !== 'ended'
  return [...listed.filter(goesOn), ...listed.filter((one) => !goesOn(one)).reverse()]
}

const JOINED: Prisma.StudentWhereInput = { joinedAt: { not: null }, origin: { not: 'rehearsal' } }

/** Clusters that live, by class. */
async function countClusters(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db().student.findMany({
    where: { classId: { in: [...ids] } },
    select: { classId: true, user: { select: { _count: { select: { clusters: { where: { deletedAt: null } } } } } } },
  })
  const counts = new Map<string, number>()
  for (const { classId, user } of rows) counts.set(classId, (counts.get(classId) ?? 0) + user._count.clusters)
  return counts
}

const base = (row: Class, now: number) => ({
  id: row.id,
  name: row.name,
  timeZone: row.timeZone,
  startsAt: row.startsAt.getTime(),
  endsAt: row.endsAt.getTime(),
  seats: row.seats,
  state: classState(row, now),
  // Written with the status of runs only.
  phase: ClassPhase.parse(row.phase),
  archived: row.archivedAt !== null,
})

/** One class with everything that its teachers see of it. @throws AppError `not-found` */
export async function findClassDetail(actor: Actor, classId: string, now = Date.now()): Promise<ClassDetail> {
  assertMay(actor, 'classes.read')
  const row = await db().class.findFirst({
    where: { id: classId, AND: taughtClasses(actor) },
    include: { teachers: TEACHERS, students: { select: STUDENT, orderBy: { number: 'asc' } } },
  })
  if (row === null) throw notFound('class')
  const names = await claimerNames(row.students)
  const students = row.students.map((student) => presentStudent(student, names))
  const free = await freeSeats(db(), row)
  const shown = shownClassCode(row, free, students, now)
  const runs = await db().run.findMany({
    where: { subjectType: 'class', subjectId: classId },
    select: { id: true, title: true, status: true, createdAt: true },
    orderBy: { number: 'desc' },
    take: MOST_RUNS,
  })
  return {
    ...base(row, now),
    joined: students.filter(({ joinedAt, origin }) => joinedAt !== null && origin !== 'rehearsal').length,
    clusters: students.reduce((sum, { clusters }) => sum + clusters.length, 0),
    offer: ClassOffer.parse(row.offer),
    ...{ mostClusters: row.mostClusters, mostMachines: row.mostMachines, clusterMinutes: row.clusterMinutes },
    ...{ endsItself: row.endsItself, afterDays: row.afterDays },
    afterwards: Afterwards.parse(row.afterwards),
    codeMode: CodeMode.parse(row.codeMode),
    createdAt: row.createdAt.getTime(),
    teachers: row.teachers.map(({ userId, user }) => ({ userId, name: user.name, owner: userId === row.ownerId })),
    students,
    ...shown,
    freeSeats: free,
    seatsRefusedAt: await seatsRefusedAt(classId, now),
    paused: row.pausedAt !== null,
    warm: row.warmedAt !== null,
    endedAt: row.endedAt?.getTime() ?? null,
    receipt: row.receipt === null ? null : ClassReceipt.parse(row.receipt),
    forgottenAt: row.forgottenAt?.getTime() ?? null,
    forgetAt: row.forgottenAt === null ? (forgetAt(row)?.getTime() ?? null) : null,
    runs: runs.map(({ id, title, status, createdAt }) => ({
      ...{ id, title, status, href: paths.runAlone({ runId: id }) },
      startedAt: createdAt.getTime(),
    })),
    obstacles: row.endedAt === null ? await classObstacles(row) : [],
    now,
  }
}

type Shown = { readonly code: ClassCode | null; readonly noCode: string | null }

/** A code that lets nobody in is not put on a projector. */
function shownClassCode(
  row: Class,
  free: number,
  students: readonly { readonly origin: string; readonly joinedAt: number | null }[],
  now: number,
): Shown {
  const none = (noCode: string): Shown => ({ code: null, noCode })
  if (row.endedAt !== null) return none('The class has ended.')
  if (row.code === null || row.codeExpiresAt === null) return none('There is no code yet.')
  const expiresAt = row.codeExpiresAt.getTime()
  if (now >= expiresAt) return none('The code has expired. Make a new one.')
  const waits = students.some(({ origin, joinedAt }) => origin === 'roster' && joinedAt === null)
  const open = row.codeMode === 'roster' ? waits : free > 0 || waits
  if (!open) return none('Every seat is taken. Give the class more seats to let others in.')
  return { code: { code: shownCode(row.code), path: codePath(row.code), expiresAt }, noCode: null }
}
