import { renewAccess } from '@/lib/features/clusters/renew-access'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/clusters/[clusterId]/access', async ({ actor, params: { clusterId } }) => ({
  runNumber: await renewAccess(actor, clusterId),
}))
