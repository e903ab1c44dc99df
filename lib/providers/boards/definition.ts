import { z } from 'zod'
import { ClusterDefinition } from '../cluster-definition'
import type { ProviderDefinition } from '../provider-definition'

const MAX_AGENTS = 50

const Stored = ClusterDefinition.extend({
  provider: z.literal('boards'),
  machines: ClusterDefinition.shape.machines
    .min(1, 'Choose at least one machine.')
    .max(MAX_AGENTS + 1, `At most one server and ${MAX_AGENTS} agents.`)
    .superRefine((machines, context) => {
      if (machines.filter((machine) => machine.role === 'server').length !== 1) {
        context.addIssue({ code: 'custom', message: 'Choose exactly one machine as the server.' })
      }
      if (new Set(machines.map(({ machineId }) => machineId)).size !== machines.length) {
        context.addIssue({ code: 'custom', message: 'A machine can be chosen only once.' })
      }
    }),
})

/** Boards on a desk, old PCs, VMs: machines that a person has, and chooses by id. What is asked for is what is stored. */
export const definition = {
  id: 'boards',
  practice: false,
  machines: 'pick',
  request: Stored,
  stored: Stored,
} as const satisfies ProviderDefinition

export type BoardsRequest = z.infer<typeof definition.request>
