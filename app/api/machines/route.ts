import { addMachines } from '@/lib/features/machines/add-machines'
import { listMachines } from '@/lib/features/machines/queries'
import { AddMachines } from '@/lib/features/machines/schema'
import { route } from '@/lib/http/route'

export const GET = route('member', {}, async ({ actor }) => ({ machines: await listMachines(actor) }))

export const POST = route('member', { body: AddMachines }, async ({ actor, body }) => ({
  machines: await addMachines(actor, body),
}))
