import type { ScaleRequest } from '@/lib/contracts/live-clusters'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { isSystemNamespace } from '@/lib/shared/live-cluster/system-namespaces'
import { withClusterApi } from './with-cluster-api'

/** Sets how many pods a Deployment has. Throws `system-part`, and as `withClusterApi`. */
export async function scaleDeployment(actor: Actor, clusterId: string, request: ScaleRequest): Promise<void> {
  assertMay(actor, 'clusters.change')
  const { namespace, deployment, replicas } = request
  if (isSystemNamespace(namespace)) throw systemPart(deployment)
  await withClusterApi(actor, clusterId, (api, signal) => api.scale(namespace, deployment, replicas, signal))
  const subject = { type: 'cluster', id: clusterId }
  await recordAudit({ actor, action: 'deployment.scale', subject, details: { namespace, deployment, replicas } })
}

function systemPart(deployment: string): AppError {
  return new AppError('system-part', {
    userMessage: `${deployment} is a part of Kubernetes itself and is not scaled from here. kubectl can do it.`,
  })
}
