import { revokeCardLink } from '@/lib/features/cards/card-links'
import { route } from '@/lib/http/route'

export const DELETE = route('DELETE /api/cards/links/[linkId]', ({ actor, params: { linkId } }) =>
  revokeCardLink(actor, linkId),
)
