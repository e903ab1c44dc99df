import { z } from 'zod'
import { removeApp } from '@/lib/features/apps/change-app'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64), appId: z.string().max(64) })

/** Starts the run that removes an app. */
export const DELETE = route('member', { params }, ({ actor, params: { clusterId, appId } }) =>
  removeApp(actor, clusterId, appId),
)
