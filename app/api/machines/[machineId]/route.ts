import { z } from 'zod'
import { changeMachine } from '@/lib/features/machines/change-machine'
import { findMachine } from '@/lib/features/machines/queries'
import { removeMachine } from '@/lib/features/machines/remove-machine'
import { MachineChange } from '@/lib/features/machines/schema'
import { route } from '@/lib/http/route'

const params = z.object({ machineId: z.string().max(64) })

export const GET = route('member', { params }, async ({ actor, params: { machineId } }) => ({
  machine: await findMachine(actor, machineId),
}))

export const PATCH = route(
  'member',
  { params, body: MachineChange },
  async ({ actor, params: { machineId }, body }) => ({
    machine: await changeMachine(actor, machineId, body),
  }),
)

export const DELETE = route('member', { params }, ({ actor, params: { machineId } }) => removeMachine(actor, machineId))
