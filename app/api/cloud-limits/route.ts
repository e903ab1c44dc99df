import { changeCloudLimits } from '@/lib/features/cloud-limits/change-cloud-limits'
import { route } from '@/lib/http/route'

export const PUT = route('PUT /api/cloud-limits', async ({ actor, body }) => ({
  limits: await changeCloudLimits(actor, body),
}))
