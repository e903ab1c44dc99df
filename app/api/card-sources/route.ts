import { bringCardSource } from '@/lib/features/card-sources/bring-card-source'
import { listCardSources } from '@/lib/features/card-sources/list-card-sources'
import { removeCardSource } from '@/lib/features/card-sources/remove-card-source'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/card-sources', ({ actor }) => listCardSources(actor))

export const POST = route('POST /api/card-sources', ({ actor, body }) => bringCardSource(actor, body))

export const DELETE = route('DELETE /api/card-sources', ({ actor, query: { slot } }) => removeCardSource(actor, slot))
