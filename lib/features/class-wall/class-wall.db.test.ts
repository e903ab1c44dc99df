import { afterAll, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { closeBus } from '@/lib/events/bus'
import { noteRefusal } from '@/lib/features/class-watch/note-refusal'
import { openLiveStream } from '@/lib/features/live/open-live-stream'
import { classSeatTopic } from '@/lib/features/live/topics/class-seat-topic'
import { classWallTopic } from '@/lib/features/live/topics/class-wall-topic'
import type { Wall } from '@/lib/shared/classroom/wall'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { readWall } from './read-wall'

provideTestDatabase()
afterAll(() => closeBus())

const lee: Actor = { userId: 'lee', role: 'teacher' }
const roy: Actor = { userId: 'roy', role: 'teacher' }
const ada: Actor = { userId: 'ada', role: 'admin' }
let classId = ''
let anna: Actor
let bert: Actor

beforeEach(async () => {
  await db().class.deleteMany({})
  await db().user.deleteMany({})
  for (const { userId, role } of [lee, roy, ada])
    await db().user.create({ data: { id: userId, name: userId, email: `${userId}@example.org`, role } })
  classId = newId()
  await db().class.create({
    data: {
      ...{ id: classId, ownerId: 'lee', name: 'Networks', timeZone: 'UTC', seats: 3, mostMachines: 3 },
      ...{ startsAt: new Date(0), endsAt: new Date(1), offer: { provider: 'practice', settings: {} } },
      teachers: { create: { userId: 'lee' } },
    },
  })
  anna = await student(1, 'Anna')
  bert = await student(2, 'Bert')
})

async function student(number: number, name: string): Promise<Actor> {
  const id = newId()
  await db().user.create({ data: { id, name, email: `${id}@students.invalid`, role: 'student' } })
  await db().student.create({ data: { id, classId, number, name, origin: 'roster', joinedAt: new Date() } })
  return { userId: id, role: 'student' }
}

const subscribe = async (actor: Actor, topic: string) => {
  const stream = await openLiveStream(actor, [topic], {
    cursors: new Map(),
    signals: [],
    stillAllowed: async () => true,
  })
  await stream.cancel()
  return 'open'
}
const wall = () => `class:${classId}:wall`
const seat = () => `class:${classId}:seat`

it('is for the teachers of the class and admins, and a seat is for its student', async () => {
  expect(await subscribe(lee, wall())).toBe('open')
  expect(await subscribe(ada, wall())).toBe('open')
  await expect(subscribe(roy, wall())).rejects.toMatchObject({ code: 'not-found' })
  await expect(subscribe(anna, wall())).rejects.toMatchObject({ code: 'forbidden' })
  await expect(readWall(roy, classId)).rejects.toMatchObject({ code: 'not-found' })
  expect(await subscribe(anna, seat())).toBe('open')
  await expect(subscribe(lee, seat())).rejects.toMatchObject({ code: 'forbidden' })
  await expect(subscribe(anna, 'class:another:seat')).rejects.toMatchObject({ code: 'not-found' })
})

it('shows hands, claims and what was observed, and no spare seat', async () => {
  const spare = await student(3, '')
  await db().student.update({ where: { id: spare.userId }, data: { origin: 'spare', joinedAt: null } })
  const claimed = { handAt: new Date(5), handNote: 'kubectl?', claimedById: 'lee', claimedAt: new Date(6) }
  await db().student.update({ where: { id: anna.userId }, data: claimed })
  const observed = { here: true, cluster: null, run: null, marks: [{ kind: 'quiet', since: 1, why: 'Nothing.' }] }
  await db().studentObservation.create({ data: { studentId: bert.userId, body: JSON.stringify(observed) } })
  const { tiles } = await readWall(lee, classId)
  expect(tiles).toMatchObject([
    { name: 'Anna', hand: { at: 5, note: 'kubectl?' }, claim: { teacherId: 'lee', name: 'lee', at: 6 }, marks: [] },
    { name: 'Bert', hand: null, claim: null, ...observed },
  ])
})

it('sends the wall when something of it is new, and nothing twice', async () => {
  const source = classWallTopic.parse(wall())?.source(lee)
  const first = await source?.read(0)
  expect((JSON.parse(first?.body ?? '') as Wall).tiles.map(({ name }) => name)).toEqual(['Anna', 'Bert'])
  expect(await source?.read(first?.to ?? 0)).toBeUndefined()
  await db().student.update({ where: { id: anna.userId }, data: { handAt: new Date() } })
  expect(await source?.read(first?.to ?? 0)).toBeDefined()
})

it('tells a student of their own seat, and of another’s hand only by their place', async () => {
  const source = classSeatTopic.parse(seat())?.source(anna)
  const { to = 0 } = (await source?.read(0)) ?? {}
  await db().student.update({ where: { id: bert.userId }, data: { handAt: new Date(1), handNote: 'private' } })
  expect(await source?.read(to)).toBeUndefined()
  await db().student.update({ where: { id: anna.userId }, data: { handAt: new Date(2) } })
  const up = await source?.read(to)
  expect(up?.body).toBe('null')
  await db().student.update({ where: { id: bert.userId }, data: { handAt: null } })
  expect(await source?.read(up?.to ?? 0)).toBeDefined()
  expect(source?.concerns?.(`${classId}/${bert.userId}`)).toBe(false)
  expect(source?.concerns?.(classId)).toBe(true)
})

it('notes refusals of students, of nobody else, and not without end', async () => {
  await noteRefusal(lee)
  await noteRefusal(anna)
  const noted = await db().studentRefusal.findMany()
  expect(noted.map(({ studentId }) => studentId)).toEqual([anna.userId])
  const more = Array.from({ length: 99 }, (_, place) => ({
    studentId: anna.userId,
    at: new Date(Date.now() - place - 1),
  }))
  await db().studentRefusal.createMany({ data: more, skipDuplicates: true })
  await noteRefusal(anna)
  expect(await db().studentRefusal.count()).toBeLessThanOrEqual(100)
  const long = new Date(Date.now() - 2 * 3_600_000)
  await db().studentRefusal.create({ data: { studentId: anna.userId, at: long } })
  await noteRefusal(anna)
  expect(await db().studentRefusal.count({ where: { at: long } })).toBe(0)
})
