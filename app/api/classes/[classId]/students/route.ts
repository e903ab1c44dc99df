import { addStudents } from '@/lib/features/classes/change-roster'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/students', ({ actor, params: { classId }, body }) =>
  addStudents(actor, classId, body.text),
)
