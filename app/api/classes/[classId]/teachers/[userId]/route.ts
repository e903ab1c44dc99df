import { removeTeacher } from '@/lib/features/classes/teachers'
import { route } from '@/lib/http/route'

export const DELETE = route(
  'DELETE /api/classes/[classId]/teachers/[userId]',
  ({ actor, params: { classId, userId } }) => removeTeacher(actor, classId, userId),
)
