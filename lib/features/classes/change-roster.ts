import type { Slip } from '@/lib/contracts/class-roster'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { PICKED } from '@/lib/providers/find-definition'
import { announceSessions } from '../accounts/announce-sessions'
import { recordAudit } from '../audit'
import { assertMay } from '../policy'
import type { Transaction } from '../runs/subject-kind'
import { announceClass } from './announce-class'
import { classEnded } from './change-class'
import { newWords, wordsHash } from './four-words'
import { accountName, nextNumber, writeStudent } from './new-student'
import { readRoster, type SkippedLine } from './read-roster'
import { freeSeats } from './seats'
import { presentSlip } from './slips'
import { lockTaughtClass, taughtStudent } from './visible-classes'

/**
 * Adds students of a pasted text to the roster. Names that are on it already stay once; what has no seat is left out, and
 * said.
 * @throws AppError `not-found`, `class-ended`
 */
export async function addStudents(
  actor: Actor,
  classId: string,
  text: string,
): Promise<{ readonly added: number; readonly skipped: readonly SkippedLine[] }> {
  assertMay(actor, 'classes.manage')
  const { names, skipped } = readRoster(text)
  return db().$transaction(async (transaction) => {
    const row = await lockTaughtClass(transaction, actor, classId)
    if (row.endedAt !== null) throw classEnded(row.name)
    const there = await transaction.student.findMany({ where: { classId }, select: { name: true } })
    const known = new Set(there.map(({ name }) => name.toLowerCase()))
    const left: SkippedLine[] = [...skipped]
    let free = await freeSeats(transaction, row)
    let number = await nextNumber(transaction, classId)
    let added = 0
    for (const { line, name } of names) {
      if (known.has(name.toLowerCase())) left.push({ line, why: `${name} is on the roster already.` })
      else if (free === 0) left.push({ line, why: `No seat is left for ${name}: the class has ${row.seats}.` })
      else {
        await writeStudent(transaction, { classId, number, name, origin: 'roster' })
        known.add(name.toLowerCase())
        ;[free, number, added] = [free - 1, number + 1, added + 1]
      }
    }
    const details = { added }
    await recordAudit(
      { actor, action: 'class.add-students', subject: { type: 'class', id: classId }, details },
      transaction,
    )
    await announceClass(transaction, classId)
    return { added, skipped: left.sort((one, other) => one.line - other.line) }
  })
}

interface StudentChange {
  readonly name?: string | undefined
  readonly boardIds?: readonly string[] | undefined
}

/** Renames a student, or lends them boards of the teacher's own. @throws AppError `not-found`, `board-not-free` */
export async function changeStudent(
  actor: Actor,
  classId: string,
  studentId: string,
  { name, boardIds }: StudentChange,
): Promise<void> {
  assertMay(actor, 'classes.manage')
  await db().$transaction(async (transaction) => {
    const student = await taughtStudent(transaction, actor, classId, studentId)
    if (name !== undefined) {
      await transaction.student.update({ where: { id: studentId }, data: { name }, select: { id: true } })
      const shown = accountName(name, student.number)
      await transaction.user.update({ where: { id: studentId }, data: { name: shown }, select: { id: true } })
    }
    if (boardIds !== undefined) await lendBoards(transaction, actor, studentId, boardIds)
    const details = { studentId, ...(boardIds === undefined ? {} : { boards: boardIds.length }) }
    await recordAudit(
      { actor, action: 'class.change-student', subject: { type: 'class', id: classId }, details },
      transaction,
    )
    await announceClass(transaction, classId)
  })
}

/** A board stays its owner's: only they lend it, and their key and password are what the panel logs in with. */
async function lendBoards(
  transaction: Transaction,
  actor: Actor,
  studentId: string,
  boardIds: readonly string[],
): Promise<void> {
  const where = { ownerId: actor.userId, provider: { in: [...PICKED] }, retiredAt: null }
  const free = { OR: [{ studentId: null, clusterId: null }, { studentId }] }
  const wanted = new Set(boardIds)
  const lendable = await transaction.machine.count({ where: { id: { in: [...wanted] }, AND: [where, free] } })
  if (lendable !== wanted.size)
    throw boardNotFree('One of these boards is not yours, is in a cluster, or is lent to somebody else.')
  const kept = { studentId, clusterId: { not: null }, id: { notIn: [...wanted] } }
  const used = await transaction.machine.findFirst({ where: kept, select: { name: true } })
  if (used !== null) throw boardNotFree(`${used.name} is in a cluster of this student. Delete that first.`)
  await transaction.machine.updateMany({ where: { studentId }, data: { studentId: null } })
  await transaction.machine.updateMany({ where: { id: { in: [...wanted] }, AND: where }, data: { studentId } })
}

const boardNotFree = (sentence: string): AppError =>
  new AppError('board-not-free', {
    userMessage: sentence,
    details: { fields: [{ field: 'boardIds', problem: sentence }] },
  })

/** A new personal link. Whoever came with the earlier one is signed out everywhere. @throws AppError `not-found` */
export async function renewLink(actor: Actor, classId: string, studentId: string): Promise<Slip> {
  assertMay(actor, 'classes.manage')
  const slip = await db().$transaction(async (transaction) => {
    await taughtStudent(transaction, actor, classId, studentId)
    const changed = await transaction.student.update({
      where: { id: studentId },
      data: { linkVersion: { increment: 1 } },
      include: { boards: { select: { name: true } } },
    })
    await transaction.session.deleteMany({ where: { userId: studentId } })
    const details = { studentId }
    await recordAudit(
      { actor, action: 'class.renew-link', subject: { type: 'class', id: classId }, details },
      transaction,
    )
    return presentSlip(changed)
  })
  announceSessions(studentId)
  return slip
}

/** Four new words in place of earlier ones; shown this once. @throws AppError `not-found` */
export async function renewWords(
  actor: Actor,
  classId: string,
  studentId: string,
): Promise<{ readonly words: string }> {
  assertMay(actor, 'classes.manage')
  const words = newWords()
  await db().$transaction(async (transaction) => {
    await taughtStudent(transaction, actor, classId, studentId)
    const data = { wordsHash: wordsHash(words) }
    await transaction.student.update({ where: { id: studentId }, data, select: { id: true } })
    const details = { studentId }
    await recordAudit(
      { actor, action: 'class.renew-words', subject: { type: 'class', id: classId }, details },
      transaction,
    )
  })
  return { words }
}
