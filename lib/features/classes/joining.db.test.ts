import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { PEER_HEADER } from '@/lib/core/peer-header'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { newClass } from '@/lib/testing/seed-class'
import { currentActor } from '../accounts/current-actor'
import { readWall } from '../class-wall/read-wall'
import { addStudents, renewLink, renewWords } from './change-roster'
import { storedCode } from './class-code'
import { comeByLink, comeByWords } from './come-back'
import { createClass } from './create-class'
import { endClass } from './end-class'
import { wordsHash } from './four-words'
import { classOfCode, joinClass, lookAtCode } from './join-class'
import { joinDevice } from './join-device'
import { assertMayTakeSeat, markBrowser, visitorOf } from './join-limits'
import { makeClassCode, revokeClassCode } from './make-class-code'
import { findClassDetail } from './queries'
import { listSlips, rehearseClass } from './slips'
import { isLinkOf, linkToken, studentOfLink } from './student-link'

provideTestDatabase()
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
})

let teacher: Actor

beforeEach(async () => {
  const userId = newId()
  await db().user.create({ data: { id: userId, name: 'Tess', email: `${userId}@example.org`, role: 'teacher' } })
  await db().rateLimit.deleteMany()
  teacher = { userId, role: 'teacher' }
})

const refusal = (code: string) => expect.objectContaining({ code })
const from = (address: string, cookie = '') =>
  new Headers({ [PEER_HEADER]: address, ...(cookie === '' ? {} : { cookie }) })
const cookieOf = (cookies: readonly string[]) => cookies.map((cookie) => cookie.split(';')[0]).join('; ')

async function aClass(changes: object = {}): Promise<{ readonly classId: string; readonly code: string }> {
  const { classId } = await createClass(teacher, newClass({ seats: 30, ...changes }))
  return { classId, code: (await makeClassCode(teacher, classId)).code }
}

const nobodySignedIn = async (cookies: readonly string[]) =>
  (await currentActor(from('10.0.0.1', cookieOf(cookies)))) === undefined

describe('joining by the code', () => {
  it('asks for a name, opens a session as a student, and gives four words once', async () => {
    const { classId, code } = await aClass()
    expect(await lookAtCode(code, from('10.0.0.1'))).toEqual({ className: 'Networks 10b', freeSeats: 30, roster: null })
    const { answer, cookies } = await joinClass({ code: code.toLowerCase(), name: 'Mio' }, from('10.0.0.1'))
    expect(answer).toMatchObject({
      className: 'Networks 10b',
      name: 'Mio',
      words: expect.stringMatching(/^(\w+ ){3}\w+$/),
    })
    const actor = await currentActor(from('10.0.0.1', cookieOf(cookies)))
    expect(actor).toMatchObject({ role: 'student' })
    const [student] = (await findClassDetail(teacher, classId)).students
    expect(student).toMatchObject({ id: actor?.userId, number: 1, name: 'Mio', origin: 'code' })
    const row = await db().student.findUniqueOrThrow({ where: { id: student?.id ?? '' } })
    expect(row.wordsHash).toBe(wordsHash(answer.words ?? ''))
    expect(JSON.stringify(await db().auditEntry.findMany())).not.toContain(answer.words)
  })

  it('gives a seat that a roster keeps to who says its name, and another name to a second Mio', async () => {
    const { classId, code } = await aClass()
    expect(await addStudents(teacher, classId, 'Mio\nAmira\nmio')).toEqual({
      added: 2,
      skipped: [{ line: 3, why: 'mio is on the roster already.' }],
    })
    const names = []
    for (const name of ['mio', 'Mio', 'Zoe'])
      names.push((await joinClass({ code, name }, from('10.0.0.1'))).answer.name)
    expect(names).toEqual(['Mio', 'Mio 2', 'Zoe'])
    expect(await findClassDetail(teacher, classId)).toMatchObject({ joined: 3, freeSeats: 26 })
  })

  it('lets one pick one’s own name where the class says so, once', async () => {
    const { classId, code } = await aClass({ codeMode: 'roster' })
    await addStudents(teacher, classId, 'Mio\nAmira')
    const { roster } = await lookAtCode(code, from('10.0.0.1'))
    expect(roster?.map(({ name }) => name)).toEqual(['Amira', 'Mio'])
    const studentId = roster?.[1]?.studentId ?? ''
    await joinClass({ code, studentId }, from('10.0.0.1'))
    expect((await lookAtCode(code, from('10.0.0.1'))).roster?.map(({ name }) => name)).toEqual(['Amira'])
    await expect(joinClass({ code, studentId }, from('10.0.0.2'))).rejects.toEqual(refusal('seat-taken'))
    await expect(joinClass({ code, name: 'Eve' }, from('10.0.0.2'))).rejects.toEqual(refusal('seat-not-picked'))
    const other = await aClass()
    const stranger = await joinClass({ code: other.code, name: 'Eve' }, from('10.0.0.2'))
    expect(stranger.answer.name).toBe('Eve')
    const eve = await db().student.findFirstOrThrow({ where: { classId: other.classId } })
    await expect(joinClass({ code, studentId: eve.id }, from('10.0.0.2'))).rejects.toEqual(refusal('seat-taken'))
  })

  it('gives the last seat to one of two who come at once, and the code goes from the projector', async () => {
    const { classId, code } = await aClass({ seats: 3 })
    const joins = await Promise.allSettled(
      ['Amira', 'Ben', 'Chiara', 'Davi', 'Elif'].map((name, index) =>
        joinClass({ code, name }, from(`10.0.0.${index + 1}`)),
      ),
    )
    expect(joins.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    for (const join of joins) if (join.status === 'rejected') expect(join.reason).toEqual(refusal('class-full'))
    const detail = await findClassDetail(teacher, classId)
    expect(detail.students.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(detail).toMatchObject({ code: null, freeSeats: 0, noCode: expect.stringContaining('Every seat is taken') })
  })

  it('works with the newest code only, until it expires, is revoked, or the class ends', async () => {
    const { classId, code } = await aClass()
    const { code: newer, expiresAt } = await makeClassCode(teacher, classId)
    const look = (typed: string) => classOfCode(visitorOf(from('10.0.0.9')), typed)
    await expect(look(code)).rejects.toEqual(refusal('class-code-unknown'))
    const later = visitorOf(from('10.0.0.10'))
    expect((await classOfCode(later, newer, expiresAt - 1)).id).toBe(classId)
    await expect(classOfCode(later, newer, expiresAt)).rejects.toEqual(refusal('class-code-unknown'))
    await revokeClassCode(teacher, classId)
    await expect(look(newer)).rejects.toEqual(refusal('class-code-unknown'))
    const { code: last } = await makeClassCode(teacher, classId)
    const { cookies } = await joinClass({ code: last, name: 'Mio' }, from('10.0.0.1'))
    expect(await nobodySignedIn(cookies)).toBe(false)
    await endClass(teacher, classId)
    await expect(joinClass({ code: last, name: 'Ben' }, from('10.0.0.1'))).rejects.toEqual(
      refusal('class-code-unknown'),
    )
    await expect(makeClassCode(teacher, classId)).rejects.toEqual(refusal('class-ended'))
    expect(await nobodySignedIn(cookies)).toBe(true)
  })
})

describe('coming back', () => {
  it('works by the personal link, on any number of computers, until it is renewed or the class ends', async () => {
    const { classId } = await aClass()
    await addStudents(teacher, classId, 'Mio')
    const [slip] = await listSlips(teacher, classId)
    const token = slip?.path.replace('/join#link=', '') ?? ''
    const first = await comeByLink(token, from('10.0.0.1'))
    const second = await comeByLink(token, from('10.0.0.2'))
    expect(first.answer).toMatchObject({ name: 'Mio', words: expect.any(String) })
    expect(second.answer.words).toBeNull()
    expect(await nobodySignedIn(first.cookies)).toBe(false)
    const renewed = await renewLink(teacher, classId, slip?.studentId ?? '')
    expect(renewed.path).not.toBe(slip?.path)
    for (const { cookies } of [first, second]) expect(await nobodySignedIn(cookies)).toBe(true)
    await expect(comeByLink(token, from('10.0.0.1'))).rejects.toEqual(refusal('student-link-over'))
    const newer = renewed.path.replace('/join#link=', '')
    expect((await comeByLink(newer, from('10.0.0.1'))).answer.name).toBe('Mio')
    await endClass(teacher, classId)
    await expect(comeByLink(newer, from('10.0.0.1'))).rejects.toEqual(refusal('student-link-over'))
  })

  it('takes no link of another, nor a made-up one', async () => {
    const mio = { id: '0123456789abcdef', linkVersion: 1 }
    const token = linkToken(mio)
    expect(studentOfLink(token)).toBe(mio.id)
    expect(isLinkOf(mio, token)).toBe(true)
    expect(isLinkOf({ ...mio, linkVersion: 2 }, token)).toBe(false)
    expect(isLinkOf({ ...mio, id: 'fedcba9876543210' }, token)).toBe(false)
    for (const made of ['', 'nothing', token, `${mio.id}.${'t'.repeat(32)}`]) {
      await expect(comeByLink(made, from('10.0.0.1'))).rejects.toEqual(refusal('student-link-over'))
    }
  })

  it('works by the four words however they are typed, and by the newest only', async () => {
    const { classId, code } = await aClass()
    const { answer } = await joinClass({ code, name: 'Mio' }, from('10.0.0.1'))
    const typed = answer.words?.toUpperCase().replaceAll(' ', ', ') ?? ''
    expect((await comeByWords(typed, from('10.0.0.2'))).answer).toMatchObject({ name: 'Mio', words: null })
    const student = await db().student.findFirstOrThrow({ where: { classId } })
    const { words } = await renewWords(teacher, classId, student.id)
    await expect(comeByWords(typed, from('10.0.0.2'))).rejects.toEqual(refusal('student-words-unknown'))
    expect((await comeByWords(words, from('10.0.0.2'))).answer.name).toBe('Mio')
    await endClass(teacher, classId)
    await expect(comeByWords(words, from('10.0.0.2'))).rejects.toEqual(refusal('student-words-unknown'))
  })
})

describe('a rehearsal', () => {
  it('is a student who takes no seat and stands on no slip, the same one each time', async () => {
    const { classId } = await aClass({ seats: 1 })
    const slip = await rehearseClass(teacher, classId)
    expect(await rehearseClass(teacher, classId)).toEqual(slip)
    expect((await comeByLink(slip.path.replace('/join#link=', ''), from('10.0.0.1'))).answer.name).toBe('Rehearsal')
    expect(await listSlips(teacher, classId)).toEqual([])
    expect(await findClassDetail(teacher, classId)).toMatchObject({ freeSeats: 1, joined: 0 })
  })
})

describe('guessing', () => {
  const CHARACTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
  /** Codes that nobody has, in an order that repeats itself. */
  const guessNumber = (index: number) =>
    Array.from({ length: 8 }, (_, place) => CHARACTERS[(index * 7 + place * (index % 13)) % CHARACTERS.length]).join('')

  it('10,000 times from 100 addresses finds no code, while thirty students join from one of them', {
    timeout: scaledMs(120_000),
  }, async () => {
    const { classId, code } = await aClass()
    const start = Date.now()
    const counts = { wrong: 0, wait: 0, found: 0 }
    // As fast as they can within one minute; the clock that counts attempts is the test's.
    const guess = async (index: number) => {
      const typed = guessNumber(index)
      if (storedCode(typed) === storedCode(code)) return
      const headers = from(`10.1.${index % 100}.1`)
      await classOfCode(visitorOf(headers), typed, start + index * 6).then(
        () => (counts.found += 1),
        (error: { readonly code?: string }) => (counts[error.code === 'too-many-requests' ? 'wait' : 'wrong'] += 1),
      )
    }
    const guessing = async () => {
      for (let index = 0; index < 10_000; index += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, offset) => guess(index + offset)))
      }
    }
    const joining = async (name: string) => {
      const mark = await markBrowser(from('10.1.0.1'))
      const headers = from('10.1.0.1', cookieOf(mark === undefined ? [] : [mark]))
      await lookAtCode(code, headers)
      return joinClass({ code, name }, headers)
    }
    const [, joined] = await Promise.all([
      guessing(),
      Promise.allSettled(Array.from({ length: 30 }, (_, index) => joining(`Student ${index}`))),
    ])
    expect(joined.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(counts.found).toBe(0)
    expect(counts.wrong + counts.wait).toBe(10_000)
    // Of each address sixty and a few more were looked at; the others were told to wait.
    expect(counts.wrong).toBeLessThan(100 * 75)
    expect(await db().student.count({ where: { classId } })).toBe(30)
  })

  it('by a browser with a mark is slowed down by itself, and the wait is said', async () => {
    const { code } = await aClass()
    const mark = (await markBrowser(from('10.2.0.1'))) ?? ''
    const headers = from('10.2.0.1', cookieOf([mark]))
    expect(joinDevice(headers)).toMatch(/^[0-9a-z]{16}$/)
    expect(joinDevice(from('10.2.0.1', cookieOf([mark]).replace(/.$/, '-')))).toBeUndefined()
    for (let index = 0; index < 8; index += 1) {
      await expect(lookAtCode('2222-2222', headers)).rejects.toEqual(refusal('class-code-unknown'))
    }
    await expect(lookAtCode(code, headers)).rejects.toMatchObject({
      code: 'too-many-requests',
      userMessage: expect.stringMatching(/try again in [12] seconds?\./),
    })
    // Its neighbour has done nothing.
    expect((await lookAtCode(code, from('10.2.0.1'))).className).toBe('Networks 10b')
  })

  it('gets marks for browsers ever more slowly, as many as a class needs at once', async () => {
    const start = Date.now()
    for (let index = 0; index < 120; index += 1) await markBrowser(from('10.3.0.1'), start)
    await expect(markBrowser(from('10.3.0.1'), start)).rejects.toEqual(refusal('too-many-requests'))
    expect(await markBrowser(from('10.3.0.1'), start + 2_001)).toContain('buzz-join=')
    expect(await markBrowser(from('10.3.0.2'), start)).toContain('buzz-join=')
  })

  it('cannot fill all seats from one browser', async () => {
    const { code } = await aClass()
    const headers = from('10.4.0.1', cookieOf([(await markBrowser(from('10.4.0.1'))) ?? '']))
    for (const name of ['a', 'b', 'c']) await joinClass({ code, name }, headers)
    await expect(joinClass({ code, name: 'd' }, headers)).rejects.toEqual(refusal('too-many-requests'))
  })

  it('cannot fill all seats by dropping cookies, keeps out nobody at another address, and is seen by the teacher', {
    timeout: scaledMs(60_000),
  }, async () => {
    const { classId, code } = await aClass({ seats: 60 })
    expect(await findClassDetail(teacher, classId)).toMatchObject({ seatsRefusedAt: null })
    const outcomes = async (marked: boolean) => {
      const counts = { in: 0, wait: 0 }
      for (let index = 0; index < 55; index += 1) {
        const mark = marked ? await markBrowser(from('10.5.0.1')) : undefined
        const headers = from('10.5.0.1', cookieOf(mark === undefined ? [] : [mark]))
        await joinClass({ code, name: `Flood ${index}` }, headers).then(
          () => (counts.in += 1),
          (error: unknown) => {
            counts.wait += 1
            expect(error).toMatchObject({
              code: 'too-many-requests',
              userMessage: expect.stringMatching(/seats.*try again in \d+ (second|minute)s?\./),
              details: { waitMs: expect.any(Number) },
            })
          },
        )
      }
      return counts
    }
    // Without a mark it is one browser of its address; with a new mark each time it is still one address.
    expect(await outcomes(false)).toEqual({ in: 3, wait: 52 })
    const { in: withMarks } = await outcomes(true)
    expect(withMarks).toBeGreaterThanOrEqual(37)
    expect(withMarks).toBeLessThan(50)
    const told = { seatsRefusedAt: expect.any(Number) }
    expect(await findClassDetail(teacher, classId)).toMatchObject(told)
    expect((await readWall(teacher, classId)).class).toMatchObject(told)
    expect((await joinClass({ code, name: 'Mio' }, from('10.5.0.2'))).answer.name).toBe('Mio')
    await makeClassCode(teacher, classId)
    expect(await findClassDetail(teacher, classId)).toMatchObject({ seatsRefusedAt: null })
  })

  it('for seats, ten minutes long from one address, leaves half of a large class, and waits stay short', async () => {
    const { classId } = await aClass({ seats: 200 })
    const start = Date.now()
    const ask = (address: string, index: number, now: number) =>
      assertMayTakeSeat({ address, device: `device${index}`, secure: false }, classId, now).then(
        () => 0,
        (error: { readonly details?: { readonly waitMs?: number } }) => error.details?.waitMs ?? Number.NaN,
      )
    const waits = []
    for (let second = 0; second < 600; second += 1) waits.push(await ask('10.6.0.1', second, start + second * 1_000))
    expect(waits.filter((waitMs) => waitMs === 0).length).toBeLessThan(40 + 600 / 10 + 10)
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000)
    expect(await ask('10.6.0.2', 1_000, start + 600_000)).toBe(0)
  })
})
