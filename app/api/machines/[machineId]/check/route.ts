import { checkMachine } from '@/lib/features/machines/check-machine'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/[machineId]/check', async ({ actor, params: { machineId } }) => ({
  machine: await checkMachine(actor, machineId),
}))
