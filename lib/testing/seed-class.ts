import { db } from '@/lib/db/client'
import { storedCode } from '@/lib/features/classes/class-code'
import { writeClass } from '@/lib/features/classes/create-class'
import { writeStudent } from '@/lib/features/classes/new-student'
import { linkToken } from '@/lib/features/classes/student-link'
import { callRoute } from './call-route'
import { findRoutes } from './find-routes'

export interface SeededClass {
  readonly classId: string
  readonly studentId: string
}

/** Of the class that is seeded last. */
export const SEEDED_CODE = '4J7K-QK2M'

export const HOUR_MS = 3_600_000

/** What a new class of practice clusters says. */
export const newClass = (changes: object = {}) => ({
  name: 'Networks 10b',
  timeZone: 'Europe/Berlin',
  startsAt: Date.now() - HOUR_MS,
  endsAt: Date.now() + HOUR_MS,
  seats: 5,
  offer: { provider: 'practice', settings: { machines: 1, speed: 20, apps: [] } },
  mostClusters: 1,
  mostMachines: 3,
  clusterMinutes: null,
  endsItself: false,
  afterwards: 'keep' as const,
  afterDays: null,
  codeMode: 'name' as const,
  ...changes,
})

/** A class that goes on, with a code and one student who is there. Its owner is made its teacher, whatever they are else. */
export async function seedClass(ownerId: string, changes: object = {}): Promise<SeededClass> {
  await db().class.updateMany({ where: { code: storedCode(SEEDED_CODE) ?? null }, data: { code: null } })
  return db().$transaction(async (transaction) => {
    const classId = await writeClass(transaction, { userId: ownerId, role: 'teacher' }, newClass(changes))
    const studentId = await writeStudent(transaction, { classId, number: 1, name: 'Mio', origin: 'roster' })
    const now = new Date()
    await transaction.student.update({ where: { id: studentId }, data: { joinedAt: now, seenAt: now } })
    const codeExpiresAt = new Date(Date.now() + HOUR_MS)
    await transaction.class.update({
      where: { id: classId },
      data: { code: storedCode(SEEDED_CODE) ?? null, codeExpiresAt },
    })
    return { classId, studentId }
  })
}

/** The classes that a person made, with their students. */
export async function removeClasses(ownerId: string): Promise<void> {
  const of = { class: { ownerId } }
  const students = await db().student.findMany({ where: of, select: { id: true } })
  const ids = students.map(({ id }) => id)
  await db().machine.deleteMany({ where: { ownerId: { in: ids } } })
  await db().cluster.deleteMany({ where: { ownerId: { in: ids } } })
  await db().user.deleteMany({ where: { id: { in: ids } } })
  await db().class.deleteMany({ where: { ownerId } })
}

/** The `cookie` header of a session as a student, opened by their personal link. */
export async function studentCookie(studentId: string): Promise<string> {
  const student = await db().student.findUniqueOrThrow({ where: { id: studentId } })
  const route = (await findRoutes()).find(({ name }) => name === 'POST /api/join/link')
  if (route === undefined) throw new Error('there is no way in by a link')
  const response = await callRoute(route, { body: { token: linkToken(student) } })
  if (response.status !== 200) throw new Error(`no session: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
