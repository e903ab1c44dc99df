import { z } from 'zod'
import type { LinodeConnection } from './connection'
import { listAll } from './list-all'

/** US dollars before tax; null where Linode names none. */
const Price = z.object({ hourly: z.number().nonnegative().nullable(), monthly: z.number().nonnegative().nullable() })
export type Price = z.infer<typeof Price>

const Priced = z.object({
  id: z.string(),
  label: z.string(),
  price: Price,
  /** Only regions that cost something else. */
  region_prices: z.array(Price.extend({ id: z.string() })),
})
export type Priced = z.infer<typeof Priced>

const InstanceType = Priced.extend({
  /** MB. */
  memory: z.number(),
  /** MB. */
  disk: z.number(),
  vcpus: z.number(),
  /** GB a month. */
  transfer: z.number(),
  class: z.string(),
})
export type InstanceType = z.infer<typeof InstanceType>

const Region = z.object({
  id: z.string(),
  label: z.string(),
  country: z.string(),
  /** E.g. `Linodes`, `NodeBalancers`, `Cloud Firewall`, `VPCs`, `Metadata`, `Block Storage`. */
  capabilities: z.array(z.string()),
  /** `ok`, or `outage`. */
  status: z.string(),
  site_type: z.string().optional(),
})
export type Region = z.infer<typeof Region>

/** Whether there is stock of a type in a region; a pair that is not listed is not known to be missing. */
const Stock = z.object({ region: z.string(), plan: z.string(), available: z.boolean() })
export type Stock = z.infer<typeof Stock>

const Image = z.object({
  /** E.g. `linode/arch`; of one's own `private/123`. */
  id: z.string(),
  label: z.string(),
  vendor: z.string().nullable(),
  deprecated: z.boolean(),
  is_public: z.boolean(),
  /** MB that a disk must have. */
  size: z.number(),
  eol: z.string().nullable(),
  status: z.string(),
  /** `cloud-init` where user data is read. */
  capabilities: z.array(z.string()),
})
export type Image = z.infer<typeof Image>

/** What something costs in a region. */
export function priceIn(thing: Priced, region: string): Price {
  const { hourly, monthly } = thing.region_prices.find(({ id }) => id === region) ?? thing.price
  return { hourly, monthly }
}

const byId = ({ id }: { readonly id: string }) => id

/** Sizes of machines, with prices. @throws AppError of `faults.ts`, like all of these */
export const listInstanceTypes = (linode: LinodeConnection, signal: AbortSignal): Promise<readonly InstanceType[]> =>
  listAll(linode, {
    what: 'list types',
    send: (library, page) => library.getLinodeTypes({ ...page }),
    thing: InstanceType,
    key: byId,
    signal,
  })

export const listRegions = (linode: LinodeConnection, signal: AbortSignal): Promise<readonly Region[]> =>
  listAll(linode, {
    what: 'list regions',
    send: (library, page) => library.getRegions({ ...page }),
    thing: Region,
    key: byId,
    signal,
  })

export const listStock = (linode: LinodeConnection, signal: AbortSignal): Promise<readonly Stock[]> =>
  listAll(linode, {
    what: 'list stock',
    send: (library, page) => library.getRegionAvailabilities({ ...page }),
    thing: Stock,
    key: ({ region, plan }) => `${region} ${plan}`,
    signal,
  })

export const listImages = (linode: LinodeConnection, signal: AbortSignal): Promise<readonly Image[]> =>
  listAll(linode, {
    what: 'list images',
    limit: 'images',
    send: (library, page) => library.getImages({ ...page }),
    thing: Image,
    key: byId,
    signal,
  })

/** `nodebalancer` is the one that the cloud controller makes. */
export const listNodeBalancerTypes = (linode: LinodeConnection, signal: AbortSignal): Promise<readonly Priced[]> =>
  listAll(linode, {
    what: 'list types of NodeBalancers',
    send: (library, page) => library.getNodeBalancerTypes({ ...page }),
    thing: Priced,
    key: byId,
    signal,
  })

/** Prices are for a GB. */
export const listVolumeTypes = (linode: LinodeConnection, signal: AbortSignal): Promise<readonly Priced[]> =>
  listAll(linode, {
    what: 'list types of volumes',
    send: (library, page) => library.getVolumeTypes({ ...page }),
    thing: Priced,
    key: byId,
    signal,
  })
