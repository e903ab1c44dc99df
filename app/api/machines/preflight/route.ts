import { preflightMachines } from '@/lib/features/machines/preflight-machines'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/preflight', ({ actor, body }) => preflightMachines(actor, body))
