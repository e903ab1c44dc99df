import type { RouteSample } from './route-samples'
import { newClass, SEEDED_CODE, type SeededClass } from './seed-class'

/** Good requests to routes of classes. */
export function classSamples({
  classId,
  studentId,
  userId,
}: SeededClass & { readonly userId: string }): Readonly<Record<string, RouteSample>> {
  const klass = { params: { classId } }
  const student = { params: { classId, studentId } }
  const { startsAt, endsAt } = newClass()
  return {
    'POST /api/classes': { body: newClass() },
    'GET /api/classes/[classId]': klass,
    'PATCH /api/classes/[classId]': { ...klass, body: { name: 'Networks 10c', seats: 6 } },
    'DELETE /api/classes/[classId]': { ...klass, body: { name: 'not its name' } },
    'POST /api/classes/[classId]/duplicate': { ...klass, body: { name: 'Again', startsAt, endsAt, withRoster: true } },
    'PUT /api/classes/[classId]/archived': { ...klass, body: { archived: true } },
    'POST /api/classes/[classId]/teachers': { ...klass, body: { email: 'nobody@example.org' } },
    'DELETE /api/classes/[classId]/teachers/[userId]': { params: { classId, userId } },
    'PUT /api/classes/[classId]/code': { ...klass, body: {} },
    'DELETE /api/classes/[classId]/code': klass,
    'POST /api/classes/[classId]/prewarm': klass,
    'POST /api/classes/[classId]/end': klass,
    'POST /api/classes/[classId]/forget': { ...klass, body: { how: 'anonymise' } },
    'GET /api/classes/[classId]/progress': klass,
    'POST /api/classes/[classId]/students': { ...klass, body: { text: 'Amira\nBen' } },
    'PATCH /api/classes/[classId]/students/[studentId]': { ...student, body: { name: 'Mia', boardIds: [] } },
    'DELETE /api/classes/[classId]/students/[studentId]': student,
    'GET /api/classes/[classId]/slips': klass,
    'POST /api/classes/[classId]/students/[studentId]/link': student,
    'POST /api/classes/[classId]/students/[studentId]/words': student,
    'POST /api/classes/[classId]/rehearsal': klass,
    'POST /api/classes/[classId]/messages': { ...klass, body: { text: 'Eyes here', studentIds: [studentId] } },
    'PUT /api/classes/[classId]/paused': { ...klass, body: { paused: true } },
    'POST /api/classes/[classId]/extend': { ...klass, body: { minutes: 15 } },
    'PUT /api/classes/[classId]/students/[studentId]/claim': { ...student, body: { claimed: true } },
    'DELETE /api/classes/[classId]/students/[studentId]/hand': student,
    'PUT /api/classes/[classId]/students/[studentId]/visit': { ...student, body: { mode: 'assist' } },
    'DELETE /api/classes/[classId]/students/[studentId]/visit': student,
    'POST /api/join/code': { body: { code: SEEDED_CODE } },
    'POST /api/join': { body: { code: SEEDED_CODE, name: 'Noor' } },
    'POST /api/join/link': { body: { token: `${studentId}.${'t'.repeat(32)}` } },
    'POST /api/join/words': { body: { words: 'honey crate river nine' } },
    'PUT /api/class/hand': { body: { up: true, note: 'kubectl says no' } },
  }
}
