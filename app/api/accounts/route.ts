import { createUser } from '@/lib/features/accounts/create-user'
import { listUsers } from '@/lib/features/accounts/users'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/accounts', async ({ actor }) => ({ users: await listUsers(actor) }))

export const POST = route('POST /api/accounts', ({ actor, body }) => createUser(actor, body))
