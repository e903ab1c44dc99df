import { z } from 'zod'
import { readLiveCluster } from '@/lib/features/live-clusters/read-live-cluster'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

/** What the cluster's page begins with: the view as of now. Changes come over the page's event stream. */
export const GET = route('member', { params }, ({ actor, params: { clusterId } }) => readLiveCluster(actor, clusterId))
