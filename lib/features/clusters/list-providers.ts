import type { ListedProvider } from '@/lib/contracts/clusters'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '@/lib/features/policy'
import { providers } from '@/lib/providers/providers.gen'

/** Where a cluster may live, and why the actor can not have another one there now. */
export async function listProviders(actor: Actor): Promise<readonly ListedProvider[]> {
  assertMay(actor, 'clusters.create')
  return Promise.all(
    providers.map(async ({ definition: { id, practice, machines }, refusal }) => ({
      id,
      practice,
      machines,
      refusal: await refusal(actor),
    })),
  )
}
