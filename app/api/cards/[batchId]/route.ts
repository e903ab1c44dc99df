import { deleteBatch } from '@/lib/features/cards/delete-batch'
import { findBatch } from '@/lib/features/cards/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cards/[batchId]', async ({ actor, params: { batchId } }) => ({
  batch: await findBatch(actor, batchId),
}))

export const DELETE = route('DELETE /api/cards/[batchId]', ({ actor, params: { batchId } }) =>
  deleteBatch(actor, batchId),
)
