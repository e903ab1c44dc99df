import { deleteKey } from '@/lib/features/ssh-keys/delete-key'
import { findKey } from '@/lib/features/ssh-keys/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/ssh-keys/[keyId]', async ({ actor, params: { keyId } }) => ({
  key: await findKey(actor, keyId),
}))

export const DELETE = route('DELETE /api/ssh-keys/[keyId]', ({ actor, params: { keyId } }) => deleteKey(actor, keyId))
