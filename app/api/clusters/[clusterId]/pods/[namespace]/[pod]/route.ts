import { restartPod } from '@/lib/features/live-clusters/restart-pod'
import { route } from '@/lib/http/route'

export const DELETE = route(
  'DELETE /api/clusters/[clusterId]/pods/[namespace]/[pod]',
  ({ actor, params: { clusterId, namespace, pod } }) => restartPod(actor, clusterId, { namespace, pod }),
)
