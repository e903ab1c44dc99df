import { confirmSecondFactor } from '@/lib/features/accounts/second-factor/switch-on'
import { placeOf } from '@/lib/features/accounts/sign-in-notices'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/account/second-factor/confirm', ({ actor, body, request }) =>
  confirmSecondFactor(actor, body, placeOf(request.headers, actor.email)),
)
