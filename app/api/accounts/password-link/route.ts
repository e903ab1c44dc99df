import { linkSpent } from '@/lib/features/accounts/choose-password'
import { userOfPasswordLink } from '@/lib/features/accounts/users'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/accounts/password-link', async ({ body }) => {
  const user = await userOfPasswordLink(body.token)
  if (user === undefined) throw linkSpent()
  return { name: user.name, email: user.email }
})
