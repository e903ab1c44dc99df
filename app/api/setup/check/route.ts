import { z } from 'zod'
import { assertSetupToken } from '@/lib/features/accounts/complete-setup'
import { LinkToken } from '@/lib/features/accounts/schema'
import { route } from '@/lib/http/route'

/** Says whether a set-up link still works, before anybody fills in the form. */
export const POST = route('public', { body: z.object({ token: LinkToken }) }, ({ body }) =>
  assertSetupToken(body.token),
)
