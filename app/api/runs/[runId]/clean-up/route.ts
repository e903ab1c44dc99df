import { z } from 'zod'
import { cleanUpRun } from '@/lib/features/runs/clean-up-run'
import { route } from '@/lib/http/route'

const params = z.object({ runId: z.string().max(64) })

export const POST = route('member', { params }, ({ actor, params: { runId } }) => cleanUpRun(actor, runId))
