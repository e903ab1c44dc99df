import { changeOwnPassword } from '@/lib/features/accounts/change-own-password'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/account/password', ({ actor, body }) => changeOwnPassword(actor, body))
