import { z } from 'zod'
import { KubeName } from '@/lib/features/live-clusters/names'
import { restartPod } from '@/lib/features/live-clusters/restart-pod'
import { route } from '@/lib/http/route'

const params = z.object({ clusterId: z.string().max(64), namespace: KubeName, pod: KubeName })

/** Ends the pod; what owns it makes a new one. */
export const DELETE = route('member', { params }, ({ actor, params: { clusterId, namespace, pod } }) =>
  restartPod(actor, clusterId, { namespace, pod }),
)
