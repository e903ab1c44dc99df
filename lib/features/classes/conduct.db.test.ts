import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { systemClock } from '@/lib/core/clock'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { HOUR_MS, seedClass } from '@/lib/testing/seed-class'
import { readWall } from '../class-wall/read-wall'
import { endDueClusters } from '../cloud-lifetime/end-due-clusters'
import { findClusterDetail } from '../clusters/queries'
import { changeableClusters } from '../clusters/visible-clusters'
import { assertNotPaused } from './assert-not-paused'
import { attendedClass, raiseHand } from './attend-class'
import { extendClass, pauseClass, sendMessage } from './conduct-class'
import { endClass } from './end-class'
import { makeClassCode } from './make-class-code'
import { writeStudent } from './new-student'
import { ownVisit } from './own-visit'
import { findClassDetail } from './queries'
import { addTeacher, removeTeacher } from './teachers'
import { claimStudent, endVisit, lowerHand, visitStudent } from './visit-student'

provideTestDatabase()
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
})

let tess: Actor
let cora: Actor
let otto: Actor
let ada: Actor
let mio: Actor
let noor: Actor
let classId: string
let clusterId: string

const refusal = (code: string) => expect.objectContaining({ code })
const student = (userId: string): Actor => ({ userId, role: 'student' })

async function person(name: string, role: 'teacher' | 'admin'): Promise<Actor> {
  const userId = newId()
  await db().user.create({ data: { id: userId, name, email: `${userId}@example.org`, role } })
  return { userId, role }
}

/** A cluster of a student's that ends by itself. */
async function seedCluster(owner: Actor, endsAt: number): Promise<string> {
  const id = newId()
  const name = `crate-${id}`
  const definition = { name, provider: 'boards', k3sVersion: 'v1.36.1+k3s1', machines: [], apps: [] }
  const data = { id, ownerId: owner.userId, provider: 'boards', name, definition, phase: 'ready' }
  await db().cluster.create({ data: { ...data, lifetime: { create: { endsAt: new Date(endsAt) } } } })
  return id
}

beforeEach(async () => {
  await db().clusterLifetime.deleteMany()
  tess = await person('Tess', 'teacher')
  cora = await person('Cora', 'teacher')
  otto = await person('Otto', 'teacher')
  ada = await person('Ada', 'admin')
  const seeded = await seedClass(tess.userId)
  classId = seeded.classId
  mio = student(seeded.studentId)
  noor = student(
    await db().$transaction((transaction) =>
      writeStudent(transaction, { classId, number: 2, name: 'Noor', origin: 'roster' }),
    ),
  )
  await addTeacher(tess, classId, `${cora.userId}@example.org`)
  await seedClass(otto.userId)
  clusterId = await seedCluster(mio, Date.now() + HOUR_MS)
})

const endOf = async (id: string) =>
  (await db().clusterLifetime.findUniqueOrThrow({ where: { clusterId: id } })).endsAt.getTime()
const back = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const minutesMore = (from: number, to: number) => Math.round((to - from) / 60_000)

describe('who may', () => {
  const acts: Readonly<Record<string, (actor: Actor) => Promise<unknown>>> = {
    message: (actor) => sendMessage(actor, classId, 'Hello', undefined),
    pause: (actor) => pauseClass(actor, classId, true, undefined),
    extend: (actor) => extendClass(actor, classId, 5, undefined),
    visit: (actor) => visitStudent(actor, classId, mio.userId, 'look'),
    'end a visit': (actor) => endVisit(actor, classId, mio.userId),
    claim: (actor) => claimStudent(actor, classId, mio.userId, true),
    'take a hand down': (actor) => lowerHand(actor, classId, mio.userId),
  }

  it.each(Object.keys(acts))('%s: a co-teacher and an admin, no other teacher, no student', async (name) => {
    const act = acts[name] ?? (() => Promise.reject(new Error(name)))
    await expect(act(otto)).rejects.toEqual(refusal('not-found'))
    for (const actor of [mio, noor]) await expect(act(actor)).rejects.toEqual(refusal('forbidden'))
    await act(cora)
    if (name === 'claim') await claimStudent(cora, classId, mio.userId, false)
    await act(ada)
  })

  it.each(['message', 'pause', 'extend', 'visit'])('%s: nobody once the class has ended', async (name) => {
    await endClass(tess, classId)
    await expect(acts[name]?.(cora)).rejects.toEqual(refusal('class-ended'))
  })

  it('no teacher reaches a student of another class by the address of their own', async () => {
    const { classId: others } = await seedClass(cora.userId)
    const ids = [mio.userId]
    await expect(sendMessage(cora, others, 'Hello', ids)).rejects.toEqual(refusal('not-found'))
    await expect(pauseClass(cora, others, true, ids)).rejects.toEqual(refusal('not-found'))
    await expect(extendClass(cora, others, 5, ids)).rejects.toEqual(refusal('not-found'))
    await expect(visitStudent(cora, others, mio.userId, 'look')).rejects.toEqual(refusal('not-found'))
    await expect(claimStudent(cora, others, mio.userId, true)).rejects.toEqual(refusal('not-found'))
    await expect(lowerHand(cora, others, mio.userId)).rejects.toEqual(refusal('not-found'))
  })
})

describe('a message', () => {
  it('to all is read by all, to one by that one, newest first, with who said it', async () => {
    await sendMessage(tess, classId, 'Begin', undefined)
    await sendMessage(cora, classId, 'Well done', [mio.userId, mio.userId])
    expect((await attendedClass(mio)).messages.map(({ from, text }) => [from, text])).toEqual([
      ['Cora', 'Well done'],
      ['Tess', 'Begin'],
    ])
    expect((await attendedClass(noor)).messages.map(({ text }) => text)).toEqual(['Begin'])
  })
})

describe('a pause', () => {
  it('of one student stops that one, of the class everybody, until the class goes on', async () => {
    await pauseClass(tess, classId, true, [mio.userId])
    await expect(assertNotPaused(mio.userId)).rejects.toEqual(refusal('class-paused'))
    await assertNotPaused(noor.userId)
    await pauseClass(cora, classId, true, undefined)
    await expect(assertNotPaused(noor.userId)).rejects.toEqual(refusal('class-paused'))
    expect(await attendedClass(noor)).toMatchObject({ paused: true, noCluster: expect.stringContaining('paused') })
    await raiseHand(noor, true, 'still here')
    await pauseClass(tess, classId, false, undefined)
    for (const { userId } of [mio, noor]) await assertNotPaused(userId)
  })

  it('takes nothing of the time of a cluster, whoever was paused first and goes on first', async () => {
    const first = await endOf(clusterId)
    // Paused alone for 60 minutes, with the class for the latter 30.
    await db().student.update({ where: { id: mio.userId }, data: { pausedAt: back(60) } })
    await db().class.update({ where: { id: classId }, data: { pausedAt: back(30) } })
    await pauseClass(tess, classId, false, undefined)
    const second = await endOf(clusterId)
    expect(minutesMore(first, second)).toBe(60)
    // The same, but let go on alone while the class stays paused.
    await db().student.update({ where: { id: mio.userId }, data: { pausedAt: back(60) } })
    await db().class.update({ where: { id: classId }, data: { pausedAt: back(30) } })
    await pauseClass(tess, classId, false, [mio.userId])
    await expect(assertNotPaused(mio.userId)).rejects.toEqual(refusal('class-paused'))
    await pauseClass(tess, classId, false, undefined)
    expect(minutesMore(second, await endOf(clusterId))).toBe(60)
  })

  it('lets no cluster end meanwhile, and its time goes on afterwards', async () => {
    const clock = { now: () => Date.now() + 2 * HOUR_MS, delay: systemClock.delay }
    const round = () => endDueClusters({ clock, stillMine: async () => true, signal: new AbortController().signal })
    await pauseClass(tess, classId, true, [mio.userId])
    expect(await round()).toBe(0)
    await pauseClass(tess, classId, true, undefined)
    await pauseClass(tess, classId, false, [mio.userId])
    expect(await round()).toBe(0)
    await pauseClass(tess, classId, false, undefined)
    expect(await round()).toBe(1)
  })
})

describe('more time', () => {
  it('for the class moves its end, its code and all clusters; for one student only their clusters', async () => {
    const { endsAt } = await findClassDetail(tess, classId)
    await makeClassCode(tess, classId)
    const before = await endOf(clusterId)
    const others = await seedCluster(noor, before)
    expect(await extendClass(cora, classId, 15, undefined)).toEqual({ endsAt: endsAt + 15 * 60_000, clusters: 2 })
    const detail = await findClassDetail(tess, classId)
    expect(detail).toMatchObject({ endsAt: endsAt + 15 * 60_000, code: { expiresAt: endsAt + 15 * 60_000 } })
    expect(await extendClass(tess, classId, 10, [mio.userId])).toEqual({ endsAt: detail.endsAt, clusters: 1 })
    expect(minutesMore(before, await endOf(clusterId))).toBe(25)
    expect(minutesMore(before, await endOf(others))).toBe(15)
  })

  it('for a class whose time is over begins now', async () => {
    await db().class.update({ where: { id: classId }, data: { endsAt: back(20) } })
    const { endsAt } = await extendClass(tess, classId, 15, undefined)
    expect(minutesMore(Date.now(), endsAt)).toBe(15)
  })
})

describe('a visit', () => {
  const sees = (actor: Actor) =>
    findClusterDetail(actor, clusterId).then(
      () => true,
      () => false,
    )
  const mayChange = async (actor: Actor) =>
    (await db().cluster.count({ where: { id: clusterId, AND: changeableClusters(actor) } })) === 1

  it('shows a student’s cluster to who looks, opens it to who assists, and the student reads which', async () => {
    expect(await sees(tess)).toBe(false)
    expect((await visitStudent(tess, classId, mio.userId, 'look')).clusterIds).toEqual([clusterId])
    expect([await sees(tess), await mayChange(tess)]).toEqual([true, false])
    expect([await sees(cora), await sees(noor)]).toEqual([false, false])
    expect(await ownVisit(tess, clusterId)).toEqual({ classId, studentId: mio.userId, name: 'Mio', mode: 'look' })
    expect([await ownVisit(cora, clusterId), await ownVisit(mio, clusterId)]).toEqual([undefined, undefined])
    expect((await attendedClass(mio)).visits).toMatchObject([{ teacher: 'Tess', mode: 'look' }])
    expect((await attendedClass(noor)).visits).toEqual([])
    await visitStudent(tess, classId, mio.userId, 'assist')
    await visitStudent(tess, classId, mio.userId, 'assist')
    expect([await sees(tess), await mayChange(tess)]).toEqual([true, true])
    expect((await attendedClass(mio)).visits).toMatchObject([{ teacher: 'Tess', mode: 'assist' }])
    const written = await db().auditEntry.findMany({ where: { actorId: tess.userId, subjectId: mio.userId } })
    expect(written.map(({ action }) => action).sort()).toEqual(['student.assist', 'student.look'])
  })

  it('ends when its teacher ends it, alone, and by itself when nobody renews it', async () => {
    for (const teacher of [tess, cora]) await visitStudent(teacher, classId, mio.userId, 'assist')
    await endVisit(tess, classId, mio.userId)
    await endVisit(tess, classId, mio.userId)
    expect([await sees(tess), await mayChange(tess), await sees(cora)]).toEqual([false, false, true])
    expect(await ownVisit(tess, clusterId)).toBeUndefined()
    expect((await attendedClass(mio)).visits).toMatchObject([{ teacher: 'Cora' }])
    const { until } = await visitStudent(cora, classId, mio.userId, 'assist', Date.now() - 60_000)
    expect((await attendedClass(mio, until)).visits).toEqual([])
    await visitStudent(cora, classId, mio.userId, 'assist', Date.now() - 180_000)
    await db().teacherVisit.updateMany({ data: { until: new Date() } })
    expect(await sees(cora)).toBe(false)
  })

  it('ends for who is taken out of the class, and with the class', async () => {
    for (const teacher of [tess, cora]) await visitStudent(teacher, classId, mio.userId, 'assist')
    await removeTeacher(tess, classId, cora.userId)
    expect([await sees(cora), await mayChange(cora), await sees(tess)]).toEqual([false, false, true])
    expect((await attendedClass(mio)).visits).toMatchObject([{ teacher: 'Tess' }])
    await endClass(tess, classId)
    expect([await sees(tess), await mayChange(tess)]).toEqual([false, false])
    await endVisit(tess, classId, mio.userId)
  })
})

describe('a hand', () => {
  it('has a place in the line, keeps it while the note changes, and goes with the claim', async () => {
    await raiseHand(noor, true, 'pods')
    await raiseHand(mio, true, 'first')
    await raiseHand(noor, true, 'pods crash')
    expect((await attendedClass(noor)).hand).toMatchObject({ note: 'pods crash', place: 1, teacher: null })
    expect((await attendedClass(mio)).hand).toMatchObject({ place: 2 })
    await claimStudent(cora, classId, noor.userId, true)
    expect((await attendedClass(noor)).hand).toMatchObject({ teacher: 'Cora' })
    expect((await attendedClass(mio)).hand).toMatchObject({ place: 1 })
    await lowerHand(tess, classId, noor.userId)
    expect((await attendedClass(noor)).hand).toBeNull()
    await raiseHand(mio, false, '')
    const { students } = await findClassDetail(tess, classId)
    expect(students.map(({ handAt, claimedBy }) => [handAt, claimedBy])).toEqual([
      [null, null],
      [null, null],
    ])
  })

  it('is raised by students of a class that goes on only', async () => {
    await expect(raiseHand(tess, true, '')).rejects.toEqual(refusal('forbidden'))
    await endClass(tess, classId)
    await expect(raiseHand(mio, true, '')).rejects.toEqual(refusal('not-found'))
  })
})

describe('a claim', () => {
  it('is one teacher’s at a time, who alone gives it back, and all teachers read whose', async () => {
    const claimed = () =>
      Promise.all(
        [claimStudent(tess, classId, mio.userId, true), claimStudent(cora, classId, mio.userId, true)].map((one) =>
          one.then(
            () => 'mine',
            (error: { readonly code?: string }) => error.code,
          ),
        ),
      )
    expect((await claimed()).sort()).toEqual(['claimed-already', 'mine'])
    const [listed] = (await findClassDetail(tess, classId)).students
    const [holder, other] = listed?.claimedBy?.userId === tess.userId ? [tess, cora] : [cora, tess]
    await expect(claimStudent(other, classId, mio.userId, false)).rejects.toMatchObject({
      code: 'claimed-already',
      userMessage: expect.stringMatching(/^(Tess|Cora) is on the way/),
    })
    await claimStudent(holder, classId, mio.userId, true)
    await claimStudent(holder, classId, mio.userId, false)
    await claimStudent(ada, classId, mio.userId, true)
    expect((await findClassDetail(tess, classId)).students[0]?.claimedBy).toEqual({ userId: ada.userId, name: 'Ada' })
    expect((await readWall(tess, classId)).tiles[0]?.claim).toMatchObject({ teacherId: ada.userId, name: 'Ada' })
  })
})
