import { cancelRun } from '@/lib/features/runs/cancel-run'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/runs/[runId]/cancel', ({ actor, params: { runId }, body: { outcome } }) =>
  cancelRun(actor, runId, outcome),
)
