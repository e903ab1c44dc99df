import { listOwnNotices } from '@/lib/features/accounts/sign-in-notices'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/account/notices', async ({ actor }) => ({ notices: await listOwnNotices(actor) }))
