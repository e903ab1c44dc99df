import { renewRecoveryCodes } from '@/lib/features/accounts/second-factor/switch-off'
import { placeOf } from '@/lib/features/accounts/sign-in-notices'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/account/second-factor/recovery-codes', ({ actor, body, request }) =>
  renewRecoveryCodes(actor, body, placeOf(request.headers, actor.email)),
)
