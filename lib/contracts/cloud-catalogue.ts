import { z } from 'zod'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'

/** US dollars before tax. */
const Price = z.object({ hourly: z.number(), monthly: z.number() })

/** What something costs: everywhere, but for the regions that are named. */
const Prices = z.object({ price: Price, elsewhere: list(Price.extend({ region: z.string() })) })
export type CloudPrices = z.infer<typeof Prices>

export const CloudRegion = z
  .object({
    id: z.string(),
    label: z.string(),
    /** Two letters. */
    country: z.string(),
    /** What clusters need and this region does not have, in Linode's words. */
    lacks: list(z.string()),
    /** Linode itself says that something is wrong there. */
    outage: z.boolean(),
  })
  .meta({ id: 'CloudRegion' })
export type CloudRegion = z.infer<typeof CloudRegion>

export const CloudSize = Prices.extend({
  id: z.string(),
  label: z.string(),
  memoryMb: z.number(),
  diskMb: z.number(),
  vcpus: z.number(),
}).meta({ id: 'CloudSize' })
export type CloudSize = z.infer<typeof CloudSize>

export const CloudImage = z
  .object({
    id: z.string(),
    label: z.string(),
    /** What a disk must have at least. */
    diskMb: z.number(),
  })
  .meta({ id: 'CloudImage' })
export type CloudImage = z.infer<typeof CloudImage>

/** What a cloud has to choose from, in the order to show it, as it said at one moment. */
export const CloudCatalogue = z
  .object({
    asOf: Time,
    regions: list(CloudRegion),
    sizes: list(CloudSize),
    /** Sizes that there are none left of, by region. */
    soldOut: list(z.object({ region: z.string(), size: z.string() })),
    images: list(CloudImage),
    /** A NodeBalancer. */
    balancer: Prices,
    /** A GB of a volume. */
    volume: Prices,
  })
  .meta({ id: 'CloudCatalogue' })
export type CloudCatalogue = z.infer<typeof CloudCatalogue>

const params = z.object({ accountId: Id })
const Answer = z.object({
  catalogue: CloudCatalogue,
  /** Why it is not newer, in words. */
  trouble: z.string().optional(),
  /** The IPv4 address that asks, as the panel sees it, if others can reach it: for firewalls. */
  yourAddress: z.string().optional(),
})
export type CatalogueAnswer = z.infer<typeof Answer>

export const cloudCatalogueEndpoints = {
  'GET /api/cloud-accounts/[accountId]/catalogue': {
    summary: 'What Linode has and what it costs, as it said within the latest ten minutes.',
    action: 'cloud-accounts.read',
    params,
    answer: Answer,
  },
  'POST /api/cloud-accounts/[accountId]/catalogue': {
    summary: 'Asks Linode now. When it does not answer, the older list comes with the reason.',
    action: 'cloud-accounts.read',
    params,
    answer: Answer,
  },
} as const satisfies Contract
