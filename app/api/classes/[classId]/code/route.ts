import { makeClassCode, revokeClassCode } from '@/lib/features/classes/make-class-code'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/classes/[classId]/code', ({ actor, params: { classId }, body }) =>
  makeClassCode(actor, classId, body.expiresAt),
)

export const DELETE = route('DELETE /api/classes/[classId]/code', ({ actor, params: { classId } }) =>
  revokeClassCode(actor, classId),
)
