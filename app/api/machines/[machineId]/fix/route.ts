import { z } from 'zod'
import { fixMachine } from '@/lib/features/machines/fix-machine'
import { FixMachine } from '@/lib/features/machines/schema'
import { route } from '@/lib/http/route'

const params = z.object({ machineId: z.string().max(64) })

/** Puts one thing right on the machine and checks it again. */
export const POST = route('member', { params, body: FixMachine }, async ({ actor, params: { machineId }, body }) => ({
  machine: await fixMachine(actor, machineId, body.fix),
}))
