import { listApps } from '@/lib/features/apps/list-apps'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/apps', async ({ actor }) => ({ apps: await listApps(actor) }))
