import { pauseClass } from '@/lib/features/classes/conduct-class'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/classes/[classId]/paused', ({ actor, params: { classId }, body }) =>
  pauseClass(actor, classId, body.paused, body.studentIds),
)
