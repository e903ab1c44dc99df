import { markBrowser } from '@/lib/features/classes/join-limits'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/join/device', async ({ request }) => {
  const cookie = await markBrowser(request.headers)
  return new Reply(undefined, { cookies: cookie === undefined ? [] : [cookie] })
})
