import { createPasswordLink } from '@/lib/features/accounts/create-password-link'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/accounts/[userId]/password-link', ({ actor, params }) =>
  createPasswordLink(actor, params.userId),
)
