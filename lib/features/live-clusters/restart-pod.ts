import type { Actor } from '@/lib/core/actor'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { withClusterApi } from './with-cluster-api'

export interface PodName {
  readonly namespace: string
  readonly pod: string
}

/** Ends a pod; what owns it makes a new one. Fine when it is gone already. Throws as `withClusterApi`. */
export async function restartPod(actor: Actor, clusterId: string, { namespace, pod }: PodName): Promise<void> {
  assertMay(actor, 'clusters.change')
  await withClusterApi(actor, clusterId, (api, signal) => api.deletePod(namespace, pod, signal))
  await recordAudit({
    actor,
    action: 'pod.end',
    subject: { type: 'cluster', id: clusterId },
    details: { namespace, pod },
  })
}
