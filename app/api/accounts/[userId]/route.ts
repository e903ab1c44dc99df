import { z } from 'zod'
import { changeUser, UserChange } from '@/lib/features/accounts/change-user'
import { deleteUser } from '@/lib/features/accounts/delete-user'
import { route } from '@/lib/http/route'

const params = z.object({ userId: z.string().min(1) })

export const PATCH = route('admin', { params, body: UserChange }, ({ actor, params, body }) =>
  changeUser(actor, params.userId, body),
)

export const DELETE = route('admin', { params }, ({ actor, params }) => deleteUser(actor, params.userId))
