import { completeSetup } from '@/lib/features/accounts/complete-setup'
import { SetupForm } from '@/lib/features/accounts/schema'
import { signIn } from '@/lib/features/accounts/sign-in'
import { route } from '@/lib/http/route'
import { withCookies } from '@/lib/http/with-cookies'

/** Makes the first admin and signs them in. */
export const POST = route('public', { body: SetupForm }, async ({ body, request }) => {
  const made = await completeSetup(body)
  return withCookies(await signIn(body, request.headers), made)
})
