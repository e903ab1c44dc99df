import { lookForOrphans } from '@/lib/features/cloud-sweep/look-for-orphans'
import { route } from '@/lib/http/route'

export const POST = route(
  'POST /api/cloud-accounts/[accountId]/sweep/look',
  async ({ actor, params: { accountId } }) => ({ sweep: await lookForOrphans(actor, accountId) }),
)
