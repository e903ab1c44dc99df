import { extendCluster } from '@/lib/features/cloud-lifetime/extend-cluster'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/clusters/[clusterId]/lifetime', async ({ actor, params: { clusterId } }) => ({
  endsAt: await extendCluster(actor, clusterId),
}))
