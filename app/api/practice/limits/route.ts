import { changePracticeLimits } from '@/lib/features/practice/change-practice-limits'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/practice/limits', async ({ actor, body }) => ({
  limits: await changePracticeLimits(actor, body),
}))
