import { fixMachine } from '@/lib/features/machines/fix-machine'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/[machineId]/fix', async ({ actor, params: { machineId }, body }) => ({
  machine: await fixMachine(actor, machineId, body.fix),
}))
