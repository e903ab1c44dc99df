import { z } from 'zod'
import { MachineRole } from '@/lib/ports/planned-machine'
import { MOST_PRACTICE_MACHINES } from '@/lib/shared/practice/practice-data'
import { AppIds, ClusterDefinition, ClusterName } from '../cluster-definition'
import type { ProviderDefinition } from '../provider-definition'

const Machines = z
  .array(z.object({ machineId: z.string().min(1).max(64), role: MachineRole }))
  .min(1, 'Choose at least one practice board.')
  .max(MOST_PRACTICE_MACHINES, `At most ${MOST_PRACTICE_MACHINES} practice boards.`)
  .superRefine((machines, context) => {
    if (machines.filter(({ role }) => role === 'server').length !== 1) {
      context.addIssue({ code: 'custom', message: 'Choose exactly one board as the server.' })
    }
    if (new Set(machines.map(({ machineId }) => machineId)).size !== machines.length) {
      context.addIssue({ code: 'custom', message: 'A board can be chosen only once.' })
    }
  })

/** Simulated boards that stand on the list of machines: their cards are written and they start, as real ones do. */
export const definition = {
  id: 'practice-boards',
  practice: true,
  machines: 'pick',
  request: z.object({
    provider: z.literal('practice-boards'),
    name: ClusterName,
    machines: Machines,
    apps: AppIds,
  }),
  stored: ClusterDefinition.extend({ provider: z.literal('practice-boards') }),
} as const satisfies ProviderDefinition

export type PracticeBoardsRequest = z.infer<typeof definition.request>
/** As it is sent: what has a default may be left out. */
export type PracticeBoardsRequestInput = z.input<typeof definition.request>
