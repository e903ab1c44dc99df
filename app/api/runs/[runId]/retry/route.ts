import { z } from 'zod'
import { retryRun } from '@/lib/features/runs/retry-run'
import { route } from '@/lib/http/route'

const params = z.object({ runId: z.string().max(64) })
/** Without a node: everything that failed. */
const body = z.object({ node: z.string().max(200).optional() })

export const POST = route('member', { params, body }, ({ actor, params: { runId }, body: { node } }) =>
  retryRun(actor, runId, node),
)
