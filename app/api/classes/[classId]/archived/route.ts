import { archiveClass } from '@/lib/features/classes/duplicate-class'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/classes/[classId]/archived', ({ actor, params: { classId }, body }) =>
  archiveClass(actor, classId, body.archived),
)
