import { z } from 'zod'
import { linkSpent } from '@/lib/features/accounts/choose-password'
import { LinkToken } from '@/lib/features/accounts/schema'
import { userOfPasswordLink } from '@/lib/features/accounts/users'
import { route } from '@/lib/http/route'

/** Whose link this is: `{ name, email }`. A POST, so that the token stands in no log. */
export const POST = route('public', { body: z.object({ token: LinkToken }) }, async ({ body }) => {
  const user = await userOfPasswordLink(body.token)
  if (user === undefined) throw linkSpent()
  return { name: user.name, email: user.email }
})
