import { readPodLog } from '@/lib/features/live-clusters/read-pod-log'
import { route } from '@/lib/http/route'

export const GET = route(
  'GET /api/clusters/[clusterId]/pods/[namespace]/[pod]/log',
  async ({ actor, params: { clusterId, namespace, pod }, query }) => {
    const text = await readPodLog(actor, clusterId, { namespace, pod }, query)
    return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } })
  },
)
