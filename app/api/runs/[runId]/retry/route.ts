import { retryRun } from '@/lib/features/runs/retry-run'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/runs/[runId]/retry', ({ actor, params: { runId }, body: { node } }) =>
  retryRun(actor, runId, node),
)
