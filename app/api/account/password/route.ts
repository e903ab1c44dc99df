import { changeOwnPassword, PasswordChange } from '@/lib/features/accounts/change-own-password'
import { requireUser } from '@/lib/features/accounts/current-actor'
import { route } from '@/lib/http/route'

export const POST = route('member', { body: PasswordChange }, async ({ body, request }) =>
  changeOwnPassword(await requireUser(request.headers), body),
)
