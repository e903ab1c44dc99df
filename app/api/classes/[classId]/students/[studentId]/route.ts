import { changeStudent } from '@/lib/features/classes/change-roster'
import { removeStudent } from '@/lib/features/classes/remove-students'
import { route } from '@/lib/http/route'

export const PATCH = route(
  'PATCH /api/classes/[classId]/students/[studentId]',
  ({ actor, params: { classId, studentId }, body }) => changeStudent(actor, classId, studentId, body),
)

export const DELETE = route(
  'DELETE /api/classes/[classId]/students/[studentId]',
  ({ actor, params: { classId, studentId } }) => removeStudent(actor, classId, studentId),
)
