import { checkHealth } from '@/lib/features/panel/check-health'
import { route } from '@/lib/http/route'

/** For the supervisor, containers and load balancers: 200 when the panel works, else 503. */
export const GET = route('public', {}, async () => {
  const health = await checkHealth()
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } })
})
