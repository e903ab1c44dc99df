import { createCluster } from '@/lib/features/clusters/create-cluster'
import { listClusters } from '@/lib/features/clusters/queries'
import { createPracticeCluster } from '@/lib/features/practice/create-practice-cluster'
import { route } from '@/lib/http/route'
import { ClusterRequest } from '@/lib/providers/cluster-request'

export const GET = route('member', {}, async ({ actor }) => ({ clusters: await listClusters(actor) }))

/** Makes a cluster and starts its first run. */
export const POST = route('member', { body: ClusterRequest }, ({ actor, body }) =>
  body.provider === 'practice' ? createPracticeCluster(actor, body) : createCluster(actor, body),
)
