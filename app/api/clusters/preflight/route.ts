import { preflightCluster } from '@/lib/features/clusters/preflight-cluster'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/clusters/preflight', async ({ actor, body }) => ({
  obstacles: await preflightCluster(actor, body),
}))
