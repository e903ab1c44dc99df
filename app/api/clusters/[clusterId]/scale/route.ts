import { z } from 'zod'
import { ScaleRequest, scaleDeployment } from '@/lib/features/live-clusters/scale-deployment'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

export const PUT = route('member', { params, body: ScaleRequest }, ({ actor, params: { clusterId }, body }) =>
  scaleDeployment(actor, clusterId, body),
)
