import { uploadCardSource } from '@/lib/features/card-sources/upload-card-source'
import { chunksOf } from '@/lib/http/chunks-of'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/card-sources/upload', ({ actor, query, request }) =>
  uploadCardSource(actor, query, chunksOf(request)),
)
