import { forgetStudents } from '@/lib/features/classes/forget-students'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/forget', ({ actor, params: { classId }, body }) =>
  forgetStudents(actor, classId, body.how),
)
