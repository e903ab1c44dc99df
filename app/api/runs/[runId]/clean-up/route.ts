import { cleanUpRun } from '@/lib/features/runs/clean-up-run'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/runs/[runId]/clean-up', ({ actor, params: { runId } }) => cleanUpRun(actor, runId))
