import { removeSecondFactor } from '@/lib/features/accounts/second-factor/switch-off'
import { route } from '@/lib/http/route'

export const DELETE = route('DELETE /api/accounts/[userId]/second-factor', ({ actor, params }) =>
  removeSecondFactor(actor, params.userId),
)
