import { z } from 'zod'
import { readRun } from '@/lib/features/runs/queries'
import { route } from '@/lib/http/route'

const params = z.object({ runId: z.string().max(64) })

/** Everything that a run's page begins with. */
export const GET = route('member', { params }, ({ actor, params: { runId } }) => readRun(actor, runId))
