import { prewarmClass } from '@/lib/features/classes/prewarm-class'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/prewarm', ({ actor, params: { classId } }) =>
  prewarmClass(actor, classId),
)
