import { z } from 'zod'
import { MOST_PRACTICE_MACHINES, PRACTICE_SPEEDS } from '@/lib/shared/practice/practice-data'
import { PRACTICE_TROUBLES } from '@/lib/shared/practice/practice-troubles'
import { AppIds, ClusterDefinition, ClusterName } from '../cluster-definition'
import type { ProviderDefinition } from '../provider-definition'

/** Machines by number: they are made for the cluster, and named `<name>-1`, `<name>-2` … The first is the server. */
const Request = z
  .object({
    provider: z.literal('practice'),
    name: ClusterName,
    machines: z
      .number()
      .int()
      .min(1, 'At least one machine.')
      .max(MOST_PRACTICE_MACHINES, `At most ${MOST_PRACTICE_MACHINES} practice machines.`),
    speed: z.literal(PRACTICE_SPEEDS, `Choose a speed of ${PRACTICE_SPEEDS.join(', ')}.`),
    apps: AppIds,
    /** Troubles from the beginning, by the machine's number from 1: its name then ends in the trouble's. */
    troubles: z
      .array(z.object({ machine: z.number().int().min(1), trouble: z.literal(PRACTICE_TROUBLES) }))
      .max(MOST_PRACTICE_MACHINES)
      .default([]),
  })
  .superRefine(({ troubles, machines }, context) => {
    const numbers = troubles.map(({ machine }) => machine)
    if (numbers.some((number) => number > machines)) {
      context.addIssue({ code: 'custom', path: ['troubles'], message: 'There is no machine with that number.' })
    }
    if (new Set(numbers).size !== numbers.length) {
      context.addIssue({ code: 'custom', path: ['troubles'], message: 'One trouble a machine.' })
    }
  })

/** Simulated machines. Everything works as on real ones, and nothing costs or breaks anything. */
export const definition = {
  id: 'practice',
  practice: true,
  machines: 'make',
  request: Request,
  stored: ClusterDefinition.extend({
    provider: z.literal('practice'),
    /** How much faster than real. */
    speed: z.literal(PRACTICE_SPEEDS).default(1),
  }),
} as const satisfies ProviderDefinition

export type PracticeRequest = z.infer<typeof definition.request>
/** As it is sent: what has a default may be left out. */
export type PracticeRequestInput = z.input<typeof definition.request>
