import { uploadController } from '@/lib/features/cloud-controller/upload-controller'
import { chunksOf } from '@/lib/http/chunks-of'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/cloud-controller/image', ({ actor, request }) =>
  uploadController(actor, chunksOf(request)),
)
