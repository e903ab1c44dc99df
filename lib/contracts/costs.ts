import { z } from 'zod'
import type { Contract } from './endpoint'
import { Id, list, Time } from './field'
import { ClusterPhase } from './runs'

/** See lib/shared/cloud/cost.ts. */
const MeterSchema = z
  .object({
    hourly: z.number(),
    monthly: z.number(),
    count: z.number(),
    from: Time,
    to: Time.nullable(),
  })
  .meta({ id: 'Meter', description: 'Things of one price that were there for the same time. US dollars before tax.' })

/** What a cluster in the cloud costs: the figures follow from its meters and the time. */
export const ClusterCost = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Whose it is, where that is somebody else. */
    ownerName: z.string().nullable(),
    /** Simulated: nothing is paid. */
    practice: z.boolean(),
    phase: ClusterPhase,
    createdAt: Time,
    deletedAt: Time.nullable(),
    /** When it is deleted by itself. */
    endsAt: Time.nullable(),
    /** When its time would be over after one hour more; null: it cannot be extended. */
    extendedEnd: Time.nullable(),
    /** The panel has tried to delete it as often as it does by itself. */
    endFailed: z.boolean(),
    /** When its prices were asked for. */
    pricesAsOf: Time.nullable(),
    meters: list(MeterSchema),
  })
  .meta({ id: 'ClusterCost' })
export type ClusterCost = z.infer<typeof ClusterCost>

const dollars = (most: number) =>
  z.number('Give an amount in dollars.').min(0, 'Give 0 or more.').max(most, `Give ${most} at most.`)

export const DeskBudget = z.object({
  items: z
    .array(
      z.object({
        name: z.string().trim().min(1, 'Say what it is.').max(80, 'At most 80 characters.'),
        count: z.int('Give a whole number.').min(1, 'Give 1 or more.').max(1_000, 'Give 1000 at most.'),
        price: dollars(100_000),
        watts: z
          .number('Give its watts, 0 if it takes none.')
          .min(0, 'Give 0 or more.')
          .max(10_000, 'Give 10000 at most.'),
      }),
    )
    .min(1, 'Name at least one thing.')
    .max(30, 'At most 30 rows.'),
  kWhPrice: dollars(100),
  cloudMonthly: dollars(100_000),
})
export type DeskBudget = z.infer<typeof DeskBudget>

export const CostsData = z
  .object({
    now: Time,
    /** Newest first, deleted ones too. */
    clusters: list(ClusterCost),
    /** There are more, older ones that are not listed. */
    more: z.boolean(),
    /** Null while the person has set none. */
    desk: DeskBudget.nullable(),
  })
  .meta({ id: 'Costs' })
export type CostsData = z.infer<typeof CostsData>

const params = z.object({ clusterId: Id })

export const costEndpoints = {
  'GET /api/costs': {
    summary: 'What clusters in the cloud cost and have cost; an admin gets everybody’s.',
    action: 'costs.read',
    answer: CostsData,
  },
  'PUT /api/costs/desk': {
    summary: 'Keeps what one’s own boards cost, to compare them with the cloud.',
    action: 'costs.change',
    body: DeskBudget,
    answer: z.object({ desk: DeskBudget }),
  },
  'GET /api/clusters/[clusterId]/cost': {
    summary: 'What one cluster in the cloud costs; null for one that is elsewhere.',
    action: 'clusters.read',
    params,
    answer: z.object({ now: Time, cost: ClusterCost.nullable() }),
  },
  'POST /api/clusters/[clusterId]/lifetime': {
    summary: 'Gives a cluster that ends by itself one hour more, a student’s a quarter of one.',
    action: 'clusters.change',
    params,
    answer: z.object({ endsAt: Time }),
  },
  'PUT /api/clusters/[clusterId]/lifetime': {
    summary: 'Chooses when a cluster is deleted by itself; null: never, which is usual.',
    action: 'clusters.change',
    params,
    body: z.object({
      endsAt: Time.int().min(0).max(8e12).nullable(),
      /** No click gives it more time than until then; null: any number of clicks may. */
      latestAt: Time.int().min(0).max(8e12).nullable().default(null),
    }),
    answer: 'nothing',
  },
} as const satisfies Contract
