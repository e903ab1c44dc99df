import { z } from 'zod'
import { MOST_PRACTICE_MACHINES, PRACTICE_SPEEDS } from '@/lib/shared/practice/practice-data'
import { linodeRequestShape, linodeStoredShape } from '../linode/linode-request'
import type { ProviderDefinition } from '../provider-definition'

const MOST_WORKERS = MOST_PRACTICE_MACHINES - 1

/** The same as at Linode, in a simulated cloud: no account, no bill. */
export const definition = {
  id: 'linode-practice',
  practice: true,
  machines: 'make',
  request: z.object({
    ...linodeRequestShape,
    provider: z.literal('linode-practice'),
    workers: linodeRequestShape.workers.max(MOST_WORKERS, `At most ${MOST_WORKERS} simulated workers.`),
    /** How much faster than real. */
    speed: z.literal(PRACTICE_SPEEDS, `Choose a speed of ${PRACTICE_SPEEDS.join(', ')}.`),
  }),
  stored: linodeStoredShape.extend({
    provider: z.literal('linode-practice'),
    speed: z.literal(PRACTICE_SPEEDS).default(1),
  }),
} as const satisfies ProviderDefinition

export type LinodePracticeRequest = z.infer<typeof definition.request>
/** As it is sent: what has a default may be left out. */
export type LinodePracticeRequestInput = z.input<typeof definition.request>
