import { readRun } from '@/lib/features/runs/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/runs/[runId]', ({ actor, params: { runId } }) => readRun(actor, runId))
