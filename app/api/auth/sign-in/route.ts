import { Credentials } from '@/lib/features/accounts/schema'
import { signIn } from '@/lib/features/accounts/sign-in'
import { route } from '@/lib/http/route'
import { withCookies } from '@/lib/http/with-cookies'

export const POST = route('public', { body: Credentials }, async ({ body, request }) =>
  withCookies(await signIn(body, request.headers)),
)
