import { deleteCloudAccount } from '@/lib/features/cloud-accounts/delete-cloud-account'
import { findCloudAccount } from '@/lib/features/cloud-accounts/queries'
import { renameCloudAccount } from '@/lib/features/cloud-accounts/rename-cloud-account'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cloud-accounts/[accountId]', async ({ actor, params: { accountId } }) => ({
  account: await findCloudAccount(actor, accountId),
}))

export const PATCH = route('PATCH /api/cloud-accounts/[accountId]', async ({ actor, params: { accountId }, body }) => ({
  account: await renameCloudAccount(actor, accountId, body),
}))

export const DELETE = route('DELETE /api/cloud-accounts/[accountId]', ({ actor, params: { accountId } }) =>
  deleteCloudAccount(actor, accountId),
)
