import { assertSetupToken } from '@/lib/features/accounts/complete-setup'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/setup/check', ({ body }) => assertSetupToken(body.token))
