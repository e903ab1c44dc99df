import type { ManifestLook } from '@/lib/contracts/manifests'
import type { Actor } from '@/lib/core/actor'
import { changeableClusters } from '@/lib/features/clusters/visible-clusters'
import { findCluster } from '@/lib/features/live-clusters/find-cluster'
import { withClusterApi } from '@/lib/features/live-clusters/with-cluster-api'
import { assertMay } from '@/lib/features/policy'
import { judgeManifest, waitsFor } from './judge-manifest'
import { PASTED } from './plan-manifest'
import { readManifests } from './read-manifests'

/** Reads pasted YAML and lets the cluster judge it by a dry run. Throws as `withClusterApi`. */
export async function lookAtManifest(
  actor: Actor,
  clusterId: string,
  { yaml, name }: { readonly yaml: string; readonly name?: string | undefined },
): Promise<ManifestLook> {
  assertMay(actor, 'apps.install')
  // Also for text that no cluster need be asked about: nobody learns here which clusters there are.
  await findCluster(changeableClusters(actor), clusterId)
  const read = readManifests(yaml)
  const app = `${PASTED}${name ?? ''}`
  const judged =
    read.problems.length > 0
      ? []
      : await withClusterApi(changeableClusters(actor), clusterId, (api, signal) =>
          judgeManifest(api, read, app, signal),
        )
  return {
    objects: read.objects.map(({ line, object }) => ({
      line,
      kind: object.kind,
      name: object.metadata.name,
      namespace: object.metadata.namespace,
      later: waitsFor(object, read) !== undefined,
    })),
    problems: [...read.problems, ...judged],
  }
}
