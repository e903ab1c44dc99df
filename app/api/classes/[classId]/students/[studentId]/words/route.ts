import { renewWords } from '@/lib/features/classes/change-roster'
import { route } from '@/lib/http/route'

export const POST = route(
  'POST /api/classes/[classId]/students/[studentId]/words',
  ({ actor, params: { classId, studentId } }) => renewWords(actor, classId, studentId),
)
