import { z } from 'zod'
import { createPasswordLink } from '@/lib/features/accounts/create-password-link'
import { route } from '@/lib/http/route'

/** Answers `{ token }`, see POST /api/accounts. */
export const POST = route('admin', { params: z.object({ userId: z.string().min(1) }) }, ({ actor, params }) =>
  createPasswordLink(actor, params.userId),
)
