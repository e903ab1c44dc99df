import { choosePassword } from '@/lib/features/accounts/choose-password'
import { signIn } from '@/lib/features/accounts/sign-in'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/accounts/choose-password', async ({ body, request }) => {
  const { email } = await choosePassword(body, request.headers)
  const { cookies, secondFactor } = await signIn({ email, password: body.password }, request.headers)
  return new Reply({ secondFactor }, { cookies })
})
