import { changeMachine } from '@/lib/features/machines/change-machine'
import { findMachine } from '@/lib/features/machines/queries'
import { removeMachine } from '@/lib/features/machines/remove-machine'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/machines/[machineId]', async ({ actor, params: { machineId } }) => ({
  machine: await findMachine(actor, machineId),
}))

export const PATCH = route('PATCH /api/machines/[machineId]', async ({ actor, params: { machineId }, body }) => ({
  machine: await changeMachine(actor, machineId, body),
}))

export const DELETE = route('DELETE /api/machines/[machineId]', ({ actor, params: { machineId } }) =>
  removeMachine(actor, machineId),
)
