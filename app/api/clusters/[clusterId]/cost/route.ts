import { readClusterCost } from '@/lib/features/costs/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/clusters/[clusterId]/cost', ({ actor, params: { clusterId } }) =>
  readClusterCost(actor, clusterId),
)
