import { scaleDeployment } from '@/lib/features/live-clusters/scale-deployment'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/clusters/[clusterId]/scale', ({ actor, params: { clusterId }, body }) =>
  scaleDeployment(actor, clusterId, body),
)
