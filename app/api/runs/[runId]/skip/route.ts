import { z } from 'zod'
import { skipNode } from '@/lib/features/runs/skip-node'
import { route } from '@/lib/http/route'

const params = z.object({ runId: z.string().max(64) })
const body = z.object({ node: z.string().max(200) })

export const POST = route('member', { params, body }, ({ actor, params: { runId }, body: { node } }) =>
  skipNode(actor, { runId, node }),
)
