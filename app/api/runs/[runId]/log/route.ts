import { z } from 'zod'
import { runLogPage } from '@/lib/features/runs/queries'
import { route } from '@/lib/http/route'

const params = z.object({ runId: z.string().max(64) })
const Seq = z.coerce.number().int().min(0).max(2_147_483_647)
const query = z
  .object({
    node: z.string().max(200).optional(),
    after: Seq.optional(),
    before: Seq.optional(),
    limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
  })
  .refine(({ after, before }) => after === undefined || before === undefined, {
    path: ['before'],
    message: 'Give either after or before, not both.',
  })

/** Lines after or before a number, of one node or all. */
export const GET = route('member', { params, query }, async ({ actor, params: { runId }, query: page }) => ({
  lines: await runLogPage(actor, runId, page),
}))
