import { listInstanceTypes, listNodeBalancerTypes, listVolumeTypes, type Priced, priceIn } from '@/lib/linode/catalogue'
import type { LinodeConnection } from '@/lib/linode/connection'
import type { TaggedThing } from '@/lib/linode/tagged-things'
import type { CloudThingKind } from '@/lib/shared/cloud/cloud-data'

const HOURS = 24

/** The entry of the list of NodeBalancers' prices that the usual ones go by. */
const USUAL_BALANCER = { type: 'common', entry: 'nodebalancer' } as const

/** US dollars a day of a thing, by prices of now; undefined where Linode names none. */
export type DailyPrice = (thing: TaggedThing) => number | undefined

interface PriceLists {
  readonly machines: readonly Priced[]
  readonly balancers: readonly Priced[]
  readonly volumes: readonly Priced[]
}

const dailyOf = (list: readonly Priced[], id: string, { region }: TaggedThing): number | undefined => {
  const priced = list.find((one) => one.id === id)
  const hourly = priced && priceIn(priced, region ?? '').hourly
  return hourly === undefined || hourly === null ? undefined : hourly * HOURS
}

const BY_KIND = {
  machine: ({ machines }, thing) => dailyOf(machines, thing.type ?? '', thing),
  balancer: ({ balancers }, thing) =>
    (thing.type ?? USUAL_BALANCER.type) === USUAL_BALANCER.type
      ? dailyOf(balancers, USUAL_BALANCER.entry, thing)
      : undefined,
  volume({ volumes }, thing) {
    const aGb = dailyOf(volumes, 'volume', thing)
    return aGb === undefined || thing.sizeGb === undefined ? undefined : aGb * thing.sizeGb
  },
  firewall: () => 0,
  vpc: () => 0,
} as const satisfies Readonly<Record<CloudThingKind, (lists: PriceLists, thing: TaggedThing) => number | undefined>>

/** Prices as Linode itself says them now. @throws AppError of `lib/linode/faults.ts` */
export async function readDailyPrices(linode: LinodeConnection, signal: AbortSignal): Promise<DailyPrice> {
  const [machines, balancers, volumes] = await Promise.all([
    listInstanceTypes(linode, signal),
    listNodeBalancerTypes(linode, signal),
    listVolumeTypes(linode, signal),
  ])
  return (thing) => BY_KIND[thing.kind]({ machines, balancers, volumes }, thing)
}
