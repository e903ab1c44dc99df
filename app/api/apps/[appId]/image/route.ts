import { uploadImage } from '@/lib/features/apps/upload-image'
import { chunksOf } from '@/lib/http/chunks-of'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/apps/[appId]/image', ({ actor, params: { appId }, query, request }) =>
  uploadImage(actor, appId, query, chunksOf(request)),
)
