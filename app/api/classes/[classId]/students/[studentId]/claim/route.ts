import { claimStudent } from '@/lib/features/classes/visit-student'
import { route } from '@/lib/http/route'

export const PUT = route(
  'PUT /api/classes/[classId]/students/[studentId]/claim',
  ({ actor, params: { classId, studentId }, body }) => claimStudent(actor, classId, studentId, body.claimed),
)
