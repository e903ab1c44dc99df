import { lookAtManifest } from '@/lib/features/manifests/look-at-manifest'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/clusters/[clusterId]/manifests/look', ({ actor, params: { clusterId }, body }) =>
  lookAtManifest(actor, clusterId, body),
)
