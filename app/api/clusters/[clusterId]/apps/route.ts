import { installApp } from '@/lib/features/apps/change-app'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/clusters/[clusterId]/apps', ({ actor, params: { clusterId }, body }) =>
  installApp(actor, clusterId, body),
)
