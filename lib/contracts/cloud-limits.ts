import { z } from 'zod'
import type { Contract } from './endpoint'

const count = (most: number, none: string) =>
  z.int('Give a whole number.').min(0, `Give 0 or more; 0 allows ${none}.`).max(most, `Give ${most} at most.`)

/** What one person may have in the cloud at most, in all accounts together. */
export const CloudLimits = z.object({
  cloudMachines: count(10_000, 'no machines there'),
  /** US dollars, by the forecast of a month. */
  cloudDollars: count(1_000_000, 'no cost there'),
})
export type CloudLimits = z.infer<typeof CloudLimits>

export const cloudLimitEndpoints = {
  'PUT /api/cloud-limits': {
    summary: 'Sets what one person may have in the cloud at most. What is there stays.',
    action: 'settings.manage',
    body: CloudLimits,
    answer: z.object({ limits: CloudLimits }),
  },
} as const satisfies Contract
