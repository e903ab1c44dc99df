import { joinClass } from '@/lib/features/classes/join-class'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/join', async ({ body, request }) => {
  const { answer, cookies } = await joinClass(body, request.headers)
  return new Reply(answer, { cookies })
})
