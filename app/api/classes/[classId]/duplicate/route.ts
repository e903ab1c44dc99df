import { duplicateClass } from '@/lib/features/classes/duplicate-class'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/duplicate', ({ actor, params: { classId }, body }) =>
  duplicateClass(actor, classId, body),
)
