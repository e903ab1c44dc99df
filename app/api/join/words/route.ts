import { comeByWords } from '@/lib/features/classes/come-back'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/join/words', async ({ body, request }) => {
  const { answer, cookies } = await comeByWords(body.words, request.headers)
  return new Reply(answer, { cookies })
})
