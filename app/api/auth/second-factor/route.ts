import { finishSignIn } from '@/lib/features/accounts/second-factor/finish-sign-in'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route(
  'POST /api/auth/second-factor',
  async ({ body, request }) => new Reply(undefined, { cookies: await finishSignIn(body, request.headers) }),
)
