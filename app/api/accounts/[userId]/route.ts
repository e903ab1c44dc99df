import { changeUser } from '@/lib/features/accounts/change-user'
import { deleteUser } from '@/lib/features/accounts/delete-user'
import { route } from '@/lib/http/route'

export const PATCH = route('PATCH /api/accounts/[userId]', ({ actor, params, body }) =>
  changeUser(actor, params.userId, body),
)

export const DELETE = route('DELETE /api/accounts/[userId]', ({ actor, params }) => deleteUser(actor, params.userId))
