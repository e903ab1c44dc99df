import { sendMessage } from '@/lib/features/classes/conduct-class'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/classes/[classId]/messages', ({ actor, params: { classId }, body }) =>
  sendMessage(actor, classId, body.text, body.studentIds),
)
