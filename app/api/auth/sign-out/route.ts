import { signOut } from '@/lib/features/accounts/sign-out'
import { route } from '@/lib/http/route'
import { withCookies } from '@/lib/http/with-cookies'

/** Public, so that a session that has ended already can be left too. */
export const POST = route('public', {}, async ({ request }) => withCookies(await signOut(request.headers)))
