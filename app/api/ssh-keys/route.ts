import { createKey } from '@/lib/features/ssh-keys/create-key'
import { listKeys } from '@/lib/features/ssh-keys/queries'
import { NewKey } from '@/lib/features/ssh-keys/schema'
import { route } from '@/lib/http/route'

export const GET = route('member', {}, async ({ actor }) => ({ keys: await listKeys(actor) }))

/** Makes a key pair, or takes over the one in `privateKey`. */
export const POST = route('member', { body: NewKey }, async ({ actor, body }) => ({
  key: await createKey(actor, body),
}))
