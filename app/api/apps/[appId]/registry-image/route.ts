import { chooseRegistryImage } from '@/lib/features/apps/upload-image'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/apps/[appId]/registry-image', ({ actor, params: { appId }, body }) =>
  chooseRegistryImage(actor, appId, body),
)
