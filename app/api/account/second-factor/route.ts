import { readSecondFactor } from '@/lib/features/accounts/second-factor/read-second-factor'
import { switchOffSecondFactor } from '@/lib/features/accounts/second-factor/switch-off'
import { beginSecondFactor } from '@/lib/features/accounts/second-factor/switch-on'
import { placeOf } from '@/lib/features/accounts/sign-in-notices'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/account/second-factor', ({ actor }) => readSecondFactor(actor))

export const POST = route('POST /api/account/second-factor', ({ actor, body }) => beginSecondFactor(actor, body))

export const DELETE = route('DELETE /api/account/second-factor', ({ actor, body, request }) =>
  switchOffSecondFactor(actor, body, placeOf(request.headers, actor.email)),
)
