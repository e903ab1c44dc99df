import { z } from 'zod'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { isSystemNamespace } from '@/lib/shared/live-cluster/system-namespaces'
import { KubeName } from './names'
import { withClusterApi } from './with-cluster-api'

export const MOST_REPLICAS = 20

export const ScaleRequest = z.object({
  namespace: KubeName,
  deployment: KubeName,
  replicas: z.number().int().min(0, 'At least 0 pods.').max(MOST_REPLICAS, `At most ${MOST_REPLICAS} pods.`),
})
export type ScaleRequest = z.infer<typeof ScaleRequest>

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
