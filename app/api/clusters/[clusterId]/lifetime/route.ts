import { chooseLifetime } from '@/lib/features/cloud-lifetime/choose-lifetime'
import { extendCluster } from '@/lib/features/cloud-lifetime/extend-cluster'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/clusters/[clusterId]/lifetime', async ({ actor, params: { clusterId } }) => ({
  endsAt: await extendCluster(actor, clusterId),
}))

export const PUT = route('PUT /api/clusters/[clusterId]/lifetime', ({ actor, params: { clusterId }, body }) =>
  chooseLifetime(actor, clusterId, body),
)
