import { rehearseClass } from '@/lib/features/classes/slips'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/rehearsal', ({ actor, params: { classId } }) =>
  rehearseClass(actor, classId),
)
