import { changeCloudToken } from '@/lib/features/cloud-accounts/change-cloud-token'
import { route } from '@/lib/http/route'

export const PUT = route(
  'PUT /api/cloud-accounts/[accountId]/token',
  async ({ actor, params: { accountId }, body }) => ({
    account: await changeCloudToken(actor, accountId, body),
  }),
)
