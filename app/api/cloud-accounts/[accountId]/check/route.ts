import { checkCloudAccount } from '@/lib/features/cloud-accounts/check-cloud-account'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/cloud-accounts/[accountId]/check', async ({ actor, params: { accountId } }) => ({
  account: await checkCloudAccount(actor, accountId),
}))
