import { putNoticesAway } from '@/lib/features/accounts/sign-in-notices'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/account/notices/seen', ({ actor, request }) =>
  putNoticesAway(actor, request.headers),
)
