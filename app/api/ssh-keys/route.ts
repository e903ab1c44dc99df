import { createKey } from '@/lib/features/ssh-keys/create-key'
import { listKeys } from '@/lib/features/ssh-keys/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/ssh-keys', async ({ actor }) => ({ keys: await listKeys(actor) }))

export const POST = route('POST /api/ssh-keys', async ({ actor, body }) => ({ key: await createKey(actor, body) }))
