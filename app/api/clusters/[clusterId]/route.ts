import { deleteCluster } from '@/lib/features/clusters/delete-cluster'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/clusters/[clusterId]', ({ actor, params: { clusterId } }) =>
  findClusterDetail(actor, clusterId),
)

export const DELETE = route('DELETE /api/clusters/[clusterId]', ({ actor, params: { clusterId }, body }) =>
  deleteCluster(actor, clusterId, body),
)
