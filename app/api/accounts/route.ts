import { createUser, NewUser } from '@/lib/features/accounts/create-user'
import { listUsers } from '@/lib/features/accounts/users'
import { route } from '@/lib/http/route'

export const GET = route('admin', {}, async ({ actor }) => ({ users: await listUsers(actor) }))

/** Answers `{ userId, token }`; the token belongs into `/choose-password#token=…` and is shown this once. */
export const POST = route('admin', { body: NewUser }, ({ actor, body }) => createUser(actor, body))
