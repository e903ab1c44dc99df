import { listApps } from '@/lib/features/apps/list-apps'
import { route } from '@/lib/http/route'

/** The catalogue. */
export const GET = route('member', {}, async ({ actor }) => ({ apps: await listApps(actor) }))
