import { listCardLinks, makeCardLink } from '@/lib/features/cards/card-links'
import { panelOrigin } from '@/lib/http/panel-host'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cards/links', async ({ actor }) => ({ links: await listCardLinks(actor) }))

export const POST = route('POST /api/cards/links', async ({ actor, request }) => ({
  link: await makeCardLink(actor, panelOrigin(request.headers)),
}))
