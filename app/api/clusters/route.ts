import { ClusterDefinition } from '@/lib/features/clusters/cluster-definition'
import { createCluster } from '@/lib/features/clusters/create-cluster'
import { listClusters } from '@/lib/features/clusters/queries'
import { route } from '@/lib/http/route'

export const GET = route('member', {}, async ({ actor }) => ({ clusters: await listClusters(actor) }))

/** Makes a cluster and starts its first run. */
export const POST = route('member', { body: ClusterDefinition }, ({ actor, body }) => createCluster(actor, body))
