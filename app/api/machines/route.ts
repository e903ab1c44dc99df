import { addMachines } from '@/lib/features/machines/add-machines'
import { listMachines } from '@/lib/features/machines/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/machines', async ({ actor }) => ({ machines: await listMachines(actor) }))

export const POST = route('POST /api/machines', async ({ actor, body }) => ({
  machines: await addMachines(actor, body),
}))
