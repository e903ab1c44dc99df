import { changeClass } from '@/lib/features/classes/change-class'
import { deleteClass } from '@/lib/features/classes/delete-class'
import { findClassDetail } from '@/lib/features/classes/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/classes/[classId]', ({ actor, params: { classId } }) =>
  findClassDetail(actor, classId),
)

export const PATCH = route('PATCH /api/classes/[classId]', ({ actor, params: { classId }, body }) =>
  changeClass(actor, classId, body),
)

export const DELETE = route('DELETE /api/classes/[classId]', ({ actor, params: { classId }, body }) =>
  deleteClass(actor, classId, body.name),
)
