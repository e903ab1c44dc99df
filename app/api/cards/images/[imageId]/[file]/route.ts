import { takeImage } from '@/lib/features/cards/take-image'
import { route } from '@/lib/http/route'
import { serveFile } from '@/lib/http/serve-file'

/** HEAD comes here as well: Next calls GET for it. */
export const GET = route('GET /api/cards/images/[imageId]/[file]', async ({ actor, params, request }) =>
  serveFile(request, await takeImage(actor, params.imageId, params.file, request.method === 'GET')),
)
