import type { Actor } from '@/lib/core/actor'
import { auditOutside } from '@/lib/features/audit'
import { changeableClusters } from '@/lib/features/clusters/visible-clusters'
import { assertMay } from '@/lib/features/policy'
import { withClusterApi } from './with-cluster-api'

export interface PodName {
  readonly namespace: string
  readonly pod: string
}

/** Ends a pod; what owns it makes a new one. Fine when it is gone already. Throws as `withClusterApi`. */
export async function restartPod(actor: Actor, clusterId: string, { namespace, pod }: PodName): Promise<void> {
  assertMay(actor, 'clusters.change')
  const subject = { type: 'cluster', id: clusterId }
  await withClusterApi(changeableClusters(actor), clusterId, (api, signal) =>
    auditOutside({ actor, action: 'pod.end', subject, details: { namespace, pod } }, () =>
      api.deletePod(namespace, pod, signal),
    ),
  )
}
