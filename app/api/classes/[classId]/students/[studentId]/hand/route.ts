import { lowerHand } from '@/lib/features/classes/visit-student'
import { route } from '@/lib/http/route'

export const DELETE = route(
  'DELETE /api/classes/[classId]/students/[studentId]/hand',
  ({ actor, params: { classId, studentId } }) => lowerHand(actor, classId, studentId),
)
