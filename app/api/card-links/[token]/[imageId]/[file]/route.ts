import { addressSeen } from '@/lib/features/accounts/visitor'
import { takeLinkedImage } from '@/lib/features/cards/card-links'
import { route } from '@/lib/http/route'
import { serveFile } from '@/lib/http/serve-file'

/** HEAD comes here as well: Next calls GET for it. */
export const GET = route(
  'GET /api/card-links/[token]/[imageId]/[file]',
  async ({ params: { token, ...wanted }, request }) =>
    serveFile(request, await takeLinkedImage(token, wanted, addressSeen(request.headers), request.method === 'GET')),
)
