import { preflightMachines } from '@/lib/features/machines/preflight-machines'
import { PreflightMachines } from '@/lib/features/machines/schema'
import { route } from '@/lib/http/route'

/** Visits machines side by side and judges them for the cluster that they are wanted for. */
export const POST = route('member', { body: PreflightMachines }, ({ actor, body }) => preflightMachines(actor, body))
