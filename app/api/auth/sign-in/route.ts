import { signIn } from '@/lib/features/accounts/sign-in'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/auth/sign-in', async ({ body, request }) => {
  const { cookies, secondFactor } = await signIn(body, request.headers)
  return new Reply({ secondFactor }, { cookies })
})
