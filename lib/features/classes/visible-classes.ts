import type { Actor, Role } from '@/lib/core/actor'
import { notFound } from '@/lib/core/errors'
import type { Prisma } from '@/lib/db/generated/client'
import type { Transaction } from '../runs/subject-kind'

/** Classes that the actor may look at and change: a teacher those that they teach, an admin all. Give it to Prisma as `AND`. */
export function taughtClasses(actor: Actor): Prisma.ClassWhereInput {
  const none = { id: { in: [] } }
  const teacher = { teachers: { some: { userId: actor.userId } } }
  const byRole = { admin: {}, teacher, member: none, student: none } satisfies Record<Role, Prisma.ClassWhereInput>
  return byRole[actor.role]
}

/**
 * Locks a class for what must not happen beside anything else of it, and reads it.
 * @throws AppError `not-found` where the actor does not teach it
 */
export async function lockTaughtClass(transaction: Transaction, actor: Actor, classId: string) {
  const row = await lockClass(transaction, classId, taughtClasses(actor))
  if (row === null) throw notFound('class')
  return row
}

/** The same for whoever has shown that they belong to it. */
export async function lockClass(transaction: Transaction, classId: string, among: Prisma.ClassWhereInput = {}) {
  await transaction.$executeRaw`select 1 from class where id = ${classId} for update`
  return transaction.class.findFirst({ where: { id: classId, AND: among } })
}

/** One of a class's students. @throws AppError `not-found` where the actor does not teach them */
export async function taughtStudent(transaction: Transaction, actor: Actor, classId: string, studentId: string) {
  const where = { id: studentId, classId, class: taughtClasses(actor) }
  const row = await transaction.student.findFirst({ where, include: { class: true } })
  if (row === null) throw notFound('student')
  return row
}
