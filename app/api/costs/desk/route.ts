import { saveDesk } from '@/lib/features/costs/desk'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/costs/desk', async ({ actor, body }) => ({ desk: await saveDesk(actor, body) }))
