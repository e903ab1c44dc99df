import { stopWriting, writeCard } from '@/lib/features/cards/write-card'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/cards/images/[imageId]/write', ({ actor, params: { imageId }, body }) =>
  writeCard(actor, imageId, body),
)

export const DELETE = route('DELETE /api/cards/images/[imageId]/write', ({ actor, params: { imageId } }) =>
  stopWriting(actor, imageId),
)
