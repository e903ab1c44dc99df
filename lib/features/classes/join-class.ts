import type { Joined } from '@/lib/contracts/joining'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Class } from '@/lib/db/generated/client'
import { recordAudit } from '../audit'
import type { Transaction } from '../runs/subject-kind'
import { announceClass } from './announce-class'
import { storedCode } from './class-code'
import { newWords, wordsHash } from './four-words'
import { joinDeviceCookie } from './join-device'
import { asGuess, assertMayTakeSeat, type Visitor, visitorOf } from './join-limits'
import { freeName, nextNumber, writeStudent } from './new-student'
import { openStudentSession } from './open-student-session'
import { freeSeats } from './seats'
import { lockClass } from './visible-classes'
import { warmUp } from './warm-up'

export interface JoinedClass {
  readonly answer: Joined
  /** `set-cookie` headers of the answer. */
  readonly cookies: readonly string[]
}

const wrongCode = () =>
  new AppError('class-code-unknown', {
    userMessage:
      'No class has this code now. Compare it with the projector: it may have been changed, or the class is over.',
    details: { fields: [{ field: 'code', problem: 'No class has this code now.' }] },
  })

const open = ({ endedAt, codeExpiresAt }: Class, now: number): boolean =>
  endedAt === null && codeExpiresAt !== null && now < codeExpiresAt.getTime()

/** The class of a code that works now. A wrong one is counted. @throws AppError `class-code-unknown`, `too-many-requests` */
export function classOfCode(visitor: Visitor, typed: string, now = Date.now()): Promise<Class> {
  const find = async () => {
    const code = storedCode(typed)
    const row = code === undefined ? null : await db().class.findUnique({ where: { code } })
    return row !== null && open(row, now) ? row : undefined
  }
  return asGuess(visitor, find, wrongCode, now)
}

/** What a code asks for. @throws AppError as `classOfCode` */
export async function lookAtCode(typed: string, headers: Headers) {
  const row = await classOfCode(visitorOf(headers), typed)
  const where = { classId: row.id, origin: 'roster', joinedAt: null }
  const picks = row.codeMode === 'roster'
  const waiting = picks ? await db().student.findMany({ where, orderBy: { name: 'asc' } }) : []
  return {
    className: row.name,
    freeSeats: picks ? waiting.length : await freeSeats(db(), row),
    roster: picks ? waiting.map(({ id, name }) => ({ studentId: id, name })) : null,
  }
}

interface JoinRequest {
  readonly code: string
  readonly name?: string | undefined
  readonly studentId?: string | undefined
}

/**
 * Joins a class by its code: as one of the roster, or with a name, which then takes the seat that a roster keeps for it,
 * a spare seat whose cluster is there already, or a new one.
 * @throws AppError `class-code-unknown`, `class-full`, `seat-taken`, `too-many-requests`
 */
export async function joinClass({ code, name, studentId }: JoinRequest, headers: Headers): Promise<JoinedClass> {
  const visitor = visitorOf(headers)
  const { id: classId } = await classOfCode(visitor, code)
  await assertMayTakeSeat(visitor, classId)
  const words = newWords()
  const student = await db().$transaction(async (transaction) => {
    const row = await lockClass(transaction, classId)
    if (row === null || !open(row, Date.now())) throw wrongCode()
    const id = await takeSeat(transaction, row, name, studentId)
    const data = { joinedAt: new Date(), seenAt: new Date(), wordsHash: wordsHash(words) }
    const taken = await transaction.student.update({ where: { id }, data })
    const subject = { type: 'class', id: classId }
    await recordAudit(
      { actor: { userId: id }, action: 'class.join', subject, details: { number: taken.number } },
      transaction,
    )
    await announceClass(transaction, classId)
    return { ...taken, className: row.name }
  })
  const session = await openStudentSession(student, headers, 'code')
  await warmUp(student.id)
  const mark = visitor.device === undefined ? [joinDeviceCookie(visitor.secure)] : []
  return { answer: { className: student.className, name: student.name, words }, cookies: [...session, ...mark] }
}

async function takeSeat(
  transaction: Transaction,
  row: Class,
  name: string | undefined,
  studentId: string | undefined,
): Promise<string> {
  const waiting = { classId: row.id, joinedAt: null }
  if (row.codeMode === 'roster') {
    const picked = { ...waiting, origin: 'roster' }
    const found = await transaction.student.findFirst({
      where: { ...picked, id: studentId ?? '' },
      select: { id: true },
    })
    if (found !== null) return found.id
    throw studentId === undefined
      ? new AppError('seat-not-picked', { userMessage: 'Pick your name from the list of the class.' })
      : seatTaken()
  }
  if (name === undefined) throw new AppError('name-missing', { userMessage: 'This class asks for your name.' })
  const kept = await transaction.student.findFirst({
    where: { ...waiting, origin: 'roster', name: { equals: name, mode: 'insensitive' } },
    orderBy: { number: 'asc' },
    select: { id: true },
  })
  if (kept !== null) return kept.id
  if ((await freeSeats(transaction, row)) === 0) throw full(row.name)
  const others = await transaction.student.findMany({ where: { classId: row.id }, select: { name: true } })
  const free = freeName(
    name,
    others.map((other) => other.name),
  )
  const spare = await transaction.student.findFirst({
    where: { ...waiting, origin: 'spare' },
    orderBy: { number: 'asc' },
    select: { id: true },
  })
  if (spare === null) {
    const number = await nextNumber(transaction, row.id)
    return writeStudent(transaction, { classId: row.id, number, name: free, origin: 'code' })
  }
  await transaction.student.update({ where: { id: spare.id }, data: { name: free }, select: { id: true } })
  await transaction.user.update({ where: { id: spare.id }, data: { name: free }, select: { id: true } })
  return spare.id
}

const full = (name: string) =>
  new AppError('class-full', {
    userMessage: `Every seat of ${name} is taken. If you were here before, come back with your four words; else tell your teacher.`,
  })

const seatTaken = () =>
  new AppError('seat-taken', {
    userMessage:
      'Somebody has come with this name already. If that was you, come back with your four words; else tell your teacher.',
    details: { fields: [{ field: 'studentId', problem: 'Somebody has come with this name already.' }] },
  })
