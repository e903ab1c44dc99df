import { retireMachine } from '@/lib/features/machines/retire-machine'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/[machineId]/retire', async ({ actor, params: { machineId } }) => ({
  machine: await retireMachine(actor, machineId),
}))
