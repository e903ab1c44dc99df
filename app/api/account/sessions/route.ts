import { endOtherSessions, listOwnSessions } from '@/lib/features/accounts/sessions'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/account/sessions', async ({ actor }) => ({ sessions: await listOwnSessions(actor) }))

export const DELETE = route('DELETE /api/account/sessions', ({ actor }) => endOtherSessions(actor))
