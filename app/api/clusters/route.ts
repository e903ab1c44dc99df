import { createCluster } from '@/lib/features/clusters/create-cluster'
import { listClusters } from '@/lib/features/clusters/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/clusters', async ({ actor }) => ({ clusters: await listClusters(actor) }))

export const POST = route('POST /api/clusters', ({ actor, body }) => createCluster(actor, body))
