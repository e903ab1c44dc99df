import { z } from 'zod'
import type { Contract } from './endpoint'
import { list, Time } from './field'

/** Something about one's own clusters and accounts in the cloud that costs money and needs a person. */
export const CloudAlert = z
  .discriminatedUnion('kind', [
    /** A cluster ends by itself soon, or should have ended. */
    z.object({
      kind: z.literal('ends-soon'),
      clusterId: z.string(),
      name: z.string(),
      practice: z.boolean(),
      endsAt: Time,
      mayExtend: z.boolean(),
    }),
    /** The panel could not delete a cluster whose time is over, and has given up. */
    z.object({
      kind: z.literal('end-failed'),
      clusterId: z.string(),
      name: z.string(),
      practice: z.boolean(),
      endsAt: Time,
    }),
    /** Things in an account belong to no cluster. `daily` in US dollars. */
    z.object({
      kind: z.literal('left'),
      accountId: z.string(),
      accountName: z.string(),
      count: z.number(),
      daily: z.number(),
    }),
  ])
  .meta({ id: 'CloudAlert' })
export type CloudAlert = z.infer<typeof CloudAlert>

export const cloudAlertEndpoints = {
  'GET /api/cloud-alerts': {
    summary: 'What of one’s own in the cloud needs a person: clusters that end soon, and things without a cluster.',
    action: 'panel.use',
    answer: z.object({ now: Time, alerts: list(CloudAlert) }),
  },
} as const satisfies Contract
