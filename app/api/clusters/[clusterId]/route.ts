import { z } from 'zod'
import { DeleteRequest, deleteCluster } from '@/lib/features/clusters/delete-cluster'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

/** The cluster with its runs, apps and, after its deletion, the receipt. */
export const GET = route('member', { params }, ({ actor, params: { clusterId } }) =>
  findClusterDetail(actor, clusterId),
)

export const DELETE = route('member', { params, body: DeleteRequest }, ({ actor, params: { clusterId }, body }) =>
  deleteCluster(actor, clusterId, body),
)
