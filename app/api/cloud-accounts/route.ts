import { addCloudAccount } from '@/lib/features/cloud-accounts/add-cloud-account'
import { listCloudAccounts } from '@/lib/features/cloud-accounts/queries'
import { route } from '@/lib/http/route'

export const GET = route('GET /api/cloud-accounts', async ({ actor }) => ({ accounts: await listCloudAccounts(actor) }))

export const POST = route('POST /api/cloud-accounts', async ({ actor, body }) => ({
  account: await addCloudAccount(actor, body),
}))
