import { prepareCards } from '@/lib/features/cards/prepare-cards'
import { listBatches } from '@/lib/features/cards/queries'
import { panelOrigin } from '@/lib/http/panel-host'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cards', async ({ actor }) => ({ batches: await listBatches(actor) }))

export const POST = route('POST /api/cards', async ({ actor, body, request }) => ({
  batch: await prepareCards(actor, body, panelOrigin(request.headers)),
}))
