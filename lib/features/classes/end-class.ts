import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { type ClusterOfClass, endClassPlan } from '@/lib/provision/recipes/end-class'
import { announceSessions } from '../accounts/announce-sessions'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import type { Transaction } from '../runs/subject-kind'
import { announceClass } from './announce-class'
import { type ClassRunStarted, startClassRun } from './start-class-run'
import { taughtClasses } from './visible-classes'

/**
 * Ends a class: no code, link or words open it any more, students are signed out, what they downloaded for kubectl ends, and
 * nothing new is made. With that begins the run that deletes all its clusters and writes the receipt. Asked for again, it
 * goes on with what is left.
 * @throws AppError `not-found`, `subject-busy` while it is being ended
 */
export async function endClass(actor: Actor, classId: string, why = 'asked for'): Promise<ClassRunStarted> {
  assertMay(actor, 'classes.manage')
  const where = { id: classId, AND: taughtClasses(actor) }
  const found = await db().class.findFirst({ where, select: { name: true } })
  if (found === null) throw notFound('class')
  const { name } = found
  const started = await startClassRun(actor, classId, {
    title: `Ending ${name}`,
    read: (reader) => clustersOf(reader, classId),
    plan: (clusters) => endClassPlan({ classId, className: name }, clusters),
    async write(transaction, { endedAt }) {
      await supersedeRestingEnd(transaction, classId)
      await close(transaction, classId, endedAt ?? new Date())
      const subject = { type: 'class', id: classId }
      await recordAudit({ actor, action: 'class.end', subject, details: { name, why } }, transaction)
      await announceClass(transaction, classId)
    },
  })
  const students = await db().student.findMany({ where: { classId }, select: { id: true } })
  for (const { id } of students) announceSessions(id)
  return started
}

async function clustersOf(reader: Transaction, classId: string): Promise<readonly ClusterOfClass[]> {
  const rows = await reader.cluster.findMany({
    where: { owner: { student: { classId } }, deletedAt: null },
    select: { id: true, name: true, owner: { select: { name: true } } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ id, name, owner }) => ({ clusterId: id, cluster: name, student: owner.name }))
}

/** Shuts every way in. Repeatable. */
async function close(transaction: Transaction, classId: string, endedAt: Date): Promise<void> {
  const student = { classId }
  const data = { endedAt, code: null, codeExpiresAt: null, pausedAt: null }
  await transaction.class.update({ where: { id: classId }, data, select: { id: true } })
  await transaction.session.deleteMany({ where: { user: { student } } })
  await transaction.practiceAccess.deleteMany({ where: { user: { student } } })
  const hands = { handAt: null, handNote: '', claimedById: null, claimedAt: null, pausedAt: null }
  await transaction.student.updateMany({ where: student, data: { wordsHash: null, ...hands } })
  await transaction.teacherVisit.updateMany({ where: { student, endedAt: null }, data: { endedAt: new Date() } })
}

/** Asking again is the person's answer to an end that waits for them. @throws AppError `subject-busy` */
async function supersedeRestingEnd(transaction: Transaction, classId: string): Promise<void> {
  const key = `class-end:${classId}`
  await transaction.$queryRaw`select 1 from run_lock where key = ${key} for update`
  const lock = await transaction.runLock.findUnique({ where: { key }, select: { run: { select: { status: true } } } })
  if (lock === null) return
  if (lock.run.status === 'held' || lock.run.status === 'stuck') await transaction.runLock.delete({ where: { key } })
  else throw new AppError('subject-busy', { userMessage: 'The class is being ended already. Look at that run.' })
}
