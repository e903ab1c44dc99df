import { addTeacher } from '@/lib/features/classes/teachers'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/teachers', ({ actor, params: { classId }, body }) =>
  addTeacher(actor, classId, body.email),
)
