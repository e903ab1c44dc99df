import { extendClass } from '@/lib/features/classes/conduct-class'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/extend', ({ actor, params: { classId }, body }) =>
  extendClass(actor, classId, body.minutes, body.studentIds),
)
