import { renewLink } from '@/lib/features/classes/change-roster'
import { route } from '@/lib/http/route'

export const POST = route(
  'POST /api/classes/[classId]/students/[studentId]/link',
  ({ actor, params: { classId, studentId } }) => renewLink(actor, classId, studentId),
)
