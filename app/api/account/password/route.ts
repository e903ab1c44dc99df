import { changeOwnPassword } from '@/lib/features/accounts/change-own-password'
import { placeOf } from '@/lib/features/accounts/sign-in-notices'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/account/password', ({ actor, body, request }) =>
  changeOwnPassword(actor, body, placeOf(request.headers, actor.email)),
)
