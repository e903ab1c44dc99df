import { uploadReleaseFile } from '@/lib/features/artifacts/upload-release-file'
import { chunksOf } from '@/lib/http/chunks-of'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/artifacts/upload', ({ actor, query, request }) =>
  uploadReleaseFile(actor, query, chunksOf(request)),
)
