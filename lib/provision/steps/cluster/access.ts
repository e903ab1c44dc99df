import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import type { StepContext } from '@/lib/engine/step'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'

/** How to reach a cluster's API: the id of its sealed kubeconfig. The output of the step that fetches it fits as it is. */
export const ClusterAccess = z.object({ kubeconfigSecretId: z.string() })
export type ClusterAccess = z.infer<typeof ClusterAccess>

/** Runs `use` with the cluster's API and closes the connections afterwards. */
export async function withClusterApi<T>(
  { vault, clusters }: Pick<ProvisionPorts, 'vault' | 'clusters'>,
  access: ClusterAccess,
  use: (api: ClusterApi) => Promise<T>,
): Promise<T> {
  const api = clusters.open(await vault.open(access.kubeconfigSecretId))
  try {
    return await use(api)
  } finally {
    api.close()
  }
}

const AWAY: readonly string[] = [
  'cluster-unreachable',
  'cluster-unauthorised',
  'cluster-certificate-wrong',
  'secret-missing',
]

/** For the undo of what lives in a cluster that is itself being undone: when it no longer answers, its things went with it. */
export async function unlessClusterIsAway(ctx: StepContext, undo: () => Promise<void>): Promise<void> {
  try {
    await undo()
  } catch (error) {
    if (!(error instanceof AppError && AWAY.includes(error.code))) throw error
    ctx.log(`The cluster does not answer any more, so what ran on it goes with it. (${error.userMessage})`, 'info')
  }
}
