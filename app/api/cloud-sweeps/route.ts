import { listSweeps } from '@/lib/features/cloud-sweep/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cloud-sweeps', async ({ actor }) => ({ sweeps: await listSweeps(actor) }))
