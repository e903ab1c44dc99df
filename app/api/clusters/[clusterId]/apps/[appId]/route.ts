import { removeApp } from '@/lib/features/apps/change-app'
import { route } from '@/lib/http/route'

export const DELETE = route(
  'DELETE /api/clusters/[clusterId]/apps/[appId]',
  ({ actor, params: { clusterId, appId } }) => removeApp(actor, clusterId, appId),
)
