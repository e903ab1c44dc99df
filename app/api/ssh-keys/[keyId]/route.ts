import { z } from 'zod'
import { deleteKey } from '@/lib/features/ssh-keys/delete-key'
import { findKey } from '@/lib/features/ssh-keys/queries'
import { route } from '@/lib/http/route'

const params = z.object({ keyId: z.string().max(64) })

export const GET = route('member', { params }, async ({ actor, params: { keyId } }) => ({
  key: await findKey(actor, keyId),
}))

export const DELETE = route('member', { params }, ({ actor, params: { keyId } }) => deleteKey(actor, keyId))
