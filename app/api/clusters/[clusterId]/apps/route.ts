import { z } from 'zod'
import { InstallRequest, installApp } from '@/lib/features/apps/change-app'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64) })

/** Starts the run that installs an app. */
export const POST = route('member', { params, body: InstallRequest }, ({ actor, params: { clusterId }, body }) =>
  installApp(actor, clusterId, body),
)
