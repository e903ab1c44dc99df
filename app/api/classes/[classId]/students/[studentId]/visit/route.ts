import { endVisit, visitStudent } from '@/lib/features/classes/visit-student'
import { route } from '@/lib/http/route'

export const PUT = route(
  'PUT /api/classes/[classId]/students/[studentId]/visit',
  ({ actor, params: { classId, studentId }, body }) => visitStudent(actor, classId, studentId, body.mode),
)

export const DELETE = route(
  'DELETE /api/classes/[classId]/students/[studentId]/visit',
  ({ actor, params: { classId, studentId } }) => endVisit(actor, classId, studentId),
)
