import { comeByLink } from '@/lib/features/classes/come-back'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/join/link', async ({ body, request }) => {
  const { answer, cookies } = await comeByLink(body.token, request.headers)
  return new Reply(answer, { cookies })
})
