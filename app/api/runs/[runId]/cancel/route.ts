import { z } from 'zod'
import { cancelRun } from '@/lib/features/runs/cancel-run'
import { route } from '@/lib/http/route'

const params = z.object({ runId: z.string().max(64) })
const body = z.object({ outcome: z.enum(['hold', 'undo']) })

export const POST = route('member', { params, body }, ({ actor, params: { runId }, body: { outcome } }) =>
  cancelRun(actor, runId, outcome),
)
