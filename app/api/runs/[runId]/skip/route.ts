import { skipNode } from '@/lib/features/runs/skip-node'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/runs/[runId]/skip', ({ actor, params: { runId }, body: { node } }) =>
  skipNode(actor, { runId, node }),
)
