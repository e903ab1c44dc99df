import { z } from 'zod'
import { giveUpUndo } from '@/lib/features/runs/give-up-undo'
import { route } from '@/lib/http/route'

const params = z.object({ runId: z.string().max(64) })
const body = z.object({ node: z.string().max(200) })

export const POST = route('member', { params, body }, ({ actor, params: { runId }, body: { node } }) =>
  giveUpUndo(actor, { runId, node }),
)
