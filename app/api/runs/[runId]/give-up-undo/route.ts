import { giveUpUndo } from '@/lib/features/runs/give-up-undo'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/runs/[runId]/give-up-undo', ({ actor, params: { runId }, body: { node } }) =>
  giveUpUndo(actor, { runId, node }),
)
