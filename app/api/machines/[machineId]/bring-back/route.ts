import { bringBackMachine } from '@/lib/features/machines/retire-machine'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/machines/[machineId]/bring-back', async ({ actor, params: { machineId } }) => ({
  machine: await bringBackMachine(actor, machineId),
}))
