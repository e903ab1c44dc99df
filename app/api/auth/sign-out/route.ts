import { signOut } from '@/lib/features/accounts/sign-out'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route(
  'POST /api/auth/sign-out',
  async ({ request }) => new Reply(undefined, { cookies: await signOut(request.headers) }),
)
