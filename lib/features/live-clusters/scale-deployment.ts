import type { ScaleRequest } from '@/lib/contracts/live-clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { auditOutside } from '@/lib/features/audit'
import { changeableClusters } from '@/lib/features/clusters/visible-clusters'
import { assertMay } from '@/lib/features/policy'
import { isSystemNamespace } from '@/lib/shared/live-cluster/system-namespaces'
import { withClusterApi } from './with-cluster-api'

/** Sets how many pods a Deployment has. Throws `system-part`, and as `withClusterApi`. */
export async function scaleDeployment(actor: Actor, clusterId: string, request: ScaleRequest): Promise<void> {
  assertMay(actor, 'clusters.change')
  const { namespace, deployment, replicas } = request
  if (isSystemNamespace(namespace)) throw systemPart(deployment)
  const subject = { type: 'cluster', id: clusterId }
  const details = { namespace, deployment, replicas }
  await withClusterApi(changeableClusters(actor), clusterId, (api, signal) =>
    auditOutside({ actor, action: 'deployment.scale', subject, details }, () =>
      api.scale(namespace, deployment, replicas, signal),
    ),
  )
}

function systemPart(deployment: string): AppError {
  return new AppError('system-part', {
    userMessage: `${deployment} is a part of Kubernetes itself and is not scaled from here. kubectl can do it.`,
  })
}
