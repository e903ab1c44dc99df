import { checkHealth } from '@/lib/features/panel/check-health'
import { Reply } from '@/lib/http/reply'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/health', async () => {
  const health = await checkHealth()
  return new Reply(health, { status: health.ok ? 200 : 503 })
})
