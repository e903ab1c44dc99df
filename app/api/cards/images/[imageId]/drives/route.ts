import { listDrives } from '@/lib/features/cards/card-drives'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cards/images/[imageId]/drives', async ({ actor, params: { imageId } }) => ({
  drives: await listDrives(actor, imageId),
}))
