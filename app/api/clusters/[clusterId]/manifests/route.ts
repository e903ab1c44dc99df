import { installManifest } from '@/lib/features/manifests/install-manifest'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/clusters/[clusterId]/manifests', ({ actor, params: { clusterId }, body }) =>
  installManifest(actor, clusterId, body),
)
