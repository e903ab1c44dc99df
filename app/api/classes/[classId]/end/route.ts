import { endClass } from '@/lib/features/classes/end-class'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/end', ({ actor, params: { classId } }) =>
  endClass(actor, classId),
)
