import { changeSweep } from '@/lib/features/cloud-sweep/change-sweep'
import { sweepAccount } from '@/lib/features/cloud-sweep/sweep-account'
import { route } from '@/lib/http/route'

export const POST = route('POST /api/cloud-accounts/[accountId]/sweep', ({ actor, params: { accountId }, body }) =>
  sweepAccount(actor, accountId, body),
)

export const PATCH = route(
  'PATCH /api/cloud-accounts/[accountId]/sweep',
  async ({ actor, params: { accountId }, body }) => ({ sweep: await changeSweep(actor, accountId, body) }),
)
