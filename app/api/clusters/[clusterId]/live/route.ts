import { readLiveCluster } from '@/lib/features/live-clusters/read-live-cluster'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/clusters/[clusterId]/live', ({ actor, params: { clusterId } }) =>
  readLiveCluster(actor, clusterId),
)
