import type { LinodeConnection } from '@/lib/linode/connection'
import { listTaggedThings } from '@/lib/linode/tagged-things'
import type { Orphan } from '@/lib/shared/cloud/orphan'
import { readDailyPrices } from './daily-prices'
import { clusterTags, judgeOrphans, type TaggedClusters } from './judge-orphans'

/**
 * What of ours there is in an account that belongs to no cluster that lives: eight lists, changes nothing.
 * @param clustersOf looks clusters up, after the account was listed
 * @throws AppError of `lib/linode/faults.ts`, or the signal's reason
 */
export async function readOrphans(
  linode: LinodeConnection,
  clustersOf: (tags: readonly string[]) => Promise<TaggedClusters>,
  signal: AbortSignal,
): Promise<readonly Orphan[]> {
  const [things, dailyPrice] = await Promise.all([listTaggedThings(linode, signal), readDailyPrices(linode, signal)])
  return judgeOrphans(things, await clustersOf(things.flatMap(clusterTags)), dailyPrice)
}
