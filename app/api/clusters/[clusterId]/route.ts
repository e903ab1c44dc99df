import { z } from 'zod'
import { findClusterDetail } from '@/lib/features/clusters/queries'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

/** The cluster with its runs, apps and, after its deletion, the receipt. */
export const GET = route('member', { params }, ({ actor, params: { clusterId } }) =>
  findClusterDetail(actor, clusterId),
)
