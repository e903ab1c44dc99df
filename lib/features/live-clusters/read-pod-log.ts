import type { PodLogQuery } from '@/lib/contracts/live-clusters'
import type { Actor } from '@/lib/core/actor'
import { visibleClusters } from '@/lib/features/clusters/visible-clusters'
import { assertMay } from '@/lib/features/policy'
import type { PodName } from './restart-pod'
import { withClusterApi } from './with-cluster-api'

/** The end of a pod's log, with the time in front of each line. Throws as `withClusterApi`. */
export async function readPodLog(
  actor: Actor,
  clusterId: string,
  { namespace, pod }: PodName,
  { container, tail, previous }: PodLogQuery,
): Promise<string> {
  assertMay(actor, 'clusters.read')
  return withClusterApi(visibleClusters(actor), clusterId, (api, signal) =>
    api.podLog(namespace, pod, signal, {
      tailLines: tail,
      previous: previous === 'true',
      timestamps: true,
      ...(container === undefined ? {} : { container }),
    }),
  )
}
