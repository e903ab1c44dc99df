import { AppError } from '@/lib/core/errors'
import { listInstanceTypes, listNodeBalancerTypes, listVolumeTypes, type Priced, priceIn } from '@/lib/linode/catalogue'
import type { LinodeConnection } from '@/lib/linode/connection'
import type { CloudPrice, ClusterPrices } from '@/lib/shared/cloud/cloud-data'

/** Sizes and place of a cluster to be. */
export interface PricedChoice {
  readonly region: string
  readonly serverType: string
  readonly workerType: string
}

/** The id of the NodeBalancers that a cloud controller makes. */
const BALANCER = 'nodebalancer'
const VOLUME = 'volume'

/**
 * What such a cluster costs now, as Linode itself says.
 * @throws AppError `cloud-choice-gone` for a size that Linode does not have, and those of `lib/linode/faults.ts`
 */
export async function clusterPrices(
  linode: LinodeConnection,
  { region, serverType, workerType }: PricedChoice,
  signal: AbortSignal,
): Promise<ClusterPrices> {
  const [types, balancers, volumes] = await Promise.all([
    listInstanceTypes(linode, signal),
    listNodeBalancerTypes(linode, signal),
    listVolumeTypes(linode, signal),
  ])
  return {
    server: priceOf(types, serverType, region),
    worker: priceOf(types, workerType, region),
    balancer: priceOf(balancers, BALANCER, region),
    volume: priceOf(volumes, VOLUME, region),
    asOf: linode.clock.now(),
  }
}

/** Linode names no price for what is free. */
function priceOf(things: readonly Priced[], id: string, region: string): CloudPrice {
  const thing = things.find((one) => one.id === id)
  if (thing === undefined) {
    throw new AppError('cloud-choice-gone', {
      userMessage: `Linode does not offer ${id} any more. Choose another size.`,
      details: { type: id },
    })
  }
  const { hourly, monthly } = priceIn(thing, region)
  return { hourly: hourly ?? 0, monthly: monthly ?? 0 }
}
