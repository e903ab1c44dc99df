import { completeSetup } from '@/lib/features/accounts/complete-setup'
import { signIn } from '@/lib/features/accounts/sign-in'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/setup', async ({ body, request }) => {
  const made = await completeSetup(body)
  const { cookies } = await signIn(body, request.headers)
  return new Reply(made, { cookies })
})
