import { runLogPage } from '@/lib/features/runs/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/runs/[runId]/log', async ({ actor, params: { runId }, query }) => ({
  lines: await runLogPage(actor, runId, query),
}))
