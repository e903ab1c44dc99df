import { changePracticeLimits } from '@/lib/features/practice/change-practice-limits'
import { PracticeLimits } from '@/lib/features/practice/practice-limits'
import { route } from '@/lib/http/route'

export const PUT = route('admin', { body: PracticeLimits }, async ({ actor, body }) => ({
  limits: await changePracticeLimits(actor, body),
}))
