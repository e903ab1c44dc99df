import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { announceClass } from './announce-class'
import { newWords, wordsHash } from './four-words'
import type { JoinedClass } from './join-class'
import { asGuess, visitorOf } from './join-limits'
import { openStudentSession, type ShownBy } from './open-student-session'
import { isLinkOf, studentOfLink } from './student-link'
import { warmUp } from './warm-up'

const linkOver = () =>
  new AppError('student-link-over', {
    userMessage:
      'This link does not work any more: it was replaced, or the class is over. Ask your teacher for a new one.',
  })

const wrongWords = () =>
  new AppError('student-words-unknown', {
    userMessage: 'Nobody has these words. Look at each again; or ask your teacher for new ones.',
    details: { fields: [{ field: 'words', problem: 'Nobody has these words.' }] },
  })

/** Comes in, or comes back, by a personal link. There is nothing to guess in it. @throws AppError `student-link-over` */
export async function comeByLink(token: string, headers: Headers): Promise<JoinedClass> {
  const id = studentOfLink(token)
  const student = id === undefined ? null : await db().student.findUnique({ where: { id }, include: { class: true } })
  if (student === null || student.class.endedAt !== null || !isLinkOf(student, token)) throw linkOver()
  return enter(student.id, headers, 'link')
}

/** Comes back by the four words. @throws AppError `student-words-unknown`, `too-many-requests` */
export async function comeByWords(words: string, headers: Headers): Promise<JoinedClass> {
  const find = async () => {
    const where = { wordsHash: wordsHash(words), class: { endedAt: null } }
    return (await db().student.findFirst({ where, select: { id: true } })) ?? undefined
  }
  const { id } = await asGuess(visitorOf(headers), find, wrongWords)
  return enter(id, headers, 'words')
}

/** Whoever comes for the first time gets words to come back with. */
async function enter(id: string, headers: Headers, shownBy: ShownBy): Promise<JoinedClass> {
  const words = newWords()
  const { student, isNew } = await db().$transaction(async (transaction) => {
    const now = new Date()
    const first = await transaction.student.updateMany({ where: { id, joinedAt: null }, data: { joinedAt: now } })
    const without = { where: { id, wordsHash: null }, data: { wordsHash: wordsHash(words) } }
    const { count } = await transaction.student.updateMany(without)
    const seen = { where: { id }, data: { seenAt: now }, include: { class: { select: { name: true } } } }
    const row = await transaction.student.update(seen)
    if (first.count === 1) await announceClass(transaction, row.classId)
    return { student: row, isNew: count === 1 }
  })
  const cookies = await openStudentSession(student, headers, shownBy)
  await warmUp(id)
  return { answer: { className: student.class.name, name: student.name, words: isNew ? words : null }, cookies }
}
