import { changeApp, removeApp } from '@/lib/features/apps/change-app'
import { route } from '@/lib/http/route'

export const PUT = route(
  'PUT /api/clusters/[clusterId]/apps/[appId]',
  ({ actor, params: { clusterId, appId }, body }) => changeApp(actor, clusterId, appId, body),
)
export const DELETE = route(
  'DELETE /api/clusters/[clusterId]/apps/[appId]',
  ({ actor, params: { clusterId, appId }, query }) => removeApp(actor, clusterId, appId, query),
)
