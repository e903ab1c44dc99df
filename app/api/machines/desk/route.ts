import { arrangeDesk } from '@/lib/features/machines/arrange-desk'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/machines/desk', async ({ actor, body }) => ({
  machines: await arrangeDesk(actor, body),
}))
