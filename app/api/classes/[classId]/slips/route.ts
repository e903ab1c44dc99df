import { listSlips } from '@/lib/features/classes/slips'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/classes/[classId]/slips', async ({ actor, params: { classId } }) => ({
  slips: await listSlips(actor, classId),
}))
