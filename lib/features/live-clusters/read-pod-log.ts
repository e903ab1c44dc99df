import { z } from 'zod'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import { KubeName } from './names'
import type { PodName } from './restart-pod'
import { withClusterApi } from './with-cluster-api'

export const PodLogQuery = z.object({
  container: KubeName.optional(),
  /** Lines from the end. */
  tail: z.coerce.number().int().min(1).max(10_000).default(500),
  /** The run before the last restart. */
  previous: z.enum(['true', 'false']).default('false'),
})
export type PodLogQuery = z.infer<typeof PodLogQuery>

/** The end of a pod's log, with the time in front of each line. Throws as `withClusterApi`. */
export async function readPodLog(
  actor: Actor,
  clusterId: string,
  { namespace, pod }: PodName,
  { container, tail, previous }: PodLogQuery,
): Promise<string> {
  assertMay(actor, 'clusters.read')
  return withClusterApi(actor, clusterId, (api, signal) =>
    api.podLog(namespace, pod, signal, {
      tailLines: tail,
      previous: previous === 'true',
      timestamps: true,
      ...(container === undefined ? {} : { container }),
    }),
  )
}
