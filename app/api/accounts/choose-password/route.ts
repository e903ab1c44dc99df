import { ChosenPassword, choosePassword } from '@/lib/features/accounts/choose-password'
import { signIn } from '@/lib/features/accounts/sign-in'
import { route } from '@/lib/http/route'
import { withCookies } from '@/lib/http/with-cookies'

/** Sets the password by a one-time link and signs in with it. */
export const POST = route('public', { body: ChosenPassword }, async ({ body, request }) => {
  const { email } = await choosePassword(body)
  return withCookies(await signIn({ email, password: body.password }, request.headers))
})
