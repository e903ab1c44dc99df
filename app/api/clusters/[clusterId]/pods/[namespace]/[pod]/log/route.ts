import { z } from 'zod'
import { KubeName } from '@/lib/features/live-clusters/names'
import { PodLogQuery, readPodLog } from '@/lib/features/live-clusters/read-pod-log'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64), namespace: KubeName, pod: KubeName })

/** The end of the pod's log as plain text. */
export const GET = route('member', { params, query: PodLogQuery }, async ({ actor, params: found, query }) => {
  const { clusterId, namespace, pod } = found
  const text = await readPodLog(actor, clusterId, { namespace, pod }, query)
  return new Response(text, { headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } })
})
