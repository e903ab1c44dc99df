import { z } from 'zod'
import { checkMachine } from '@/lib/features/machines/check-machine'
import { route } from '@/lib/http/route'

const params = z.object({ machineId: z.string().max(64) })

/** Visits the machine and answers with what was seen. */
export const POST = route('member', { params }, async ({ actor, params: { machineId } }) => ({
  machine: await checkMachine(actor, machineId),
}))
