import { addressSeen } from '@/lib/features/accounts/visitor'
import { countReport } from '@/lib/features/cards/first-boot-limit'
import { registerBoard } from '@/lib/features/cards/register-board'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/first-boot', async ({ body, request: { headers } }) => {
  const seen = addressSeen(headers)
  countReport(seen)
  const [, token = ''] = /^Bearer ([\w-]{1,200})$/.exec(headers.get('authorization') ?? '') ?? []
  return registerBoard(token, body, seen)
})
