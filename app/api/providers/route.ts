import { listProviders } from '@/lib/features/clusters/list-providers'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/providers', async ({ actor }) => ({ providers: await listProviders(actor) }))
