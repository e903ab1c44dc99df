import { z } from 'zod'
import { MOST_PRACTICE_MACHINES, PRACTICE_SPEEDS } from '@/lib/shared/practice/practice-data'
import { PRACTICE_TROUBLES } from '@/lib/shared/practice/practice-troubles'

/** A DNS label: it becomes node labels, a kubeconfig context and file names. */
export const ClusterName = z
  .string()
  .trim()
  .min(1, 'Give the cluster a name.')
  .max(40, 'A name has at most 40 characters.')
  .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, 'Use small letters, digits and hyphens, beginning with a letter.')
export type ClusterName = z.infer<typeof ClusterName>

export const MachineRole = z.enum(['server', 'agent'])
export type MachineRole = z.infer<typeof MachineRole>

export const MAX_AGENTS = 50

const Apps = z
  .array(z.string().max(64))
  .max(20)
  .refine((ids) => new Set(ids).size === ids.length, 'An app can be chosen only once.')
  .default([])

const Definition = z.object({
  name: ClusterName,
  provider: z.enum(['boards', 'practice']),
  k3sVersion: z.string().regex(/^v\d+\.\d+\.\d+\+k3s\d+$/, 'A k3s version looks like v1.36.1+k3s1.'),
  machines: z
    .array(z.object({ machineId: z.string().min(1), role: MachineRole }))
    .min(1, 'Choose at least one machine.')
    .max(MAX_AGENTS + 1, `At most one server and ${MAX_AGENTS} agents.`),
  apps: Apps,
  /** Lets k3s 1.35 and later run on machines that still have cgroup v1. */
  allowCgroupV1: z.boolean().default(false),
  /** How much faster than real; only of a practice cluster. */
  speed: z.literal(PRACTICE_SPEEDS).optional(),
})

/** What a person asks for. Stored with the cluster; the review page shows it as YAML. */
export const ClusterDefinition = Definition.superRefine(judgeMachines)
export type ClusterDefinition = z.infer<typeof ClusterDefinition>

/** A practice cluster as it is asked for: machines by number, made for it. */
export const PracticeClusterRequest = z
  .object({
    provider: z.literal('practice'),
    name: ClusterName,
    machines: z
      .number()
      .int()
      .min(1, 'At least one machine.')
      .max(MOST_PRACTICE_MACHINES, `At most ${MOST_PRACTICE_MACHINES} practice machines.`),
    speed: z.literal(PRACTICE_SPEEDS, `Choose a speed of ${PRACTICE_SPEEDS.join(', ')}.`),
    apps: Apps,
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
export type PracticeClusterRequest = z.infer<typeof PracticeClusterRequest>

/** What POST /api/clusters takes: machines that exist are chosen, practice machines are made for their cluster. */
export const ClusterRequest = z.discriminatedUnion('provider', [
  PracticeClusterRequest,
  Definition.omit({ speed: true })
    .extend({ provider: z.literal('boards') })
    .superRefine(judgeMachines),
])
export type ClusterRequest = z.infer<typeof ClusterRequest>

function judgeMachines({ machines }: Pick<z.infer<typeof Definition>, 'machines'>, context: z.RefinementCtx): void {
  if (machines.filter((machine) => machine.role === 'server').length !== 1) {
    context.addIssue({ code: 'custom', path: ['machines'], message: 'Choose exactly one machine as the server.' })
  }
  if (new Set(machines.map(({ machineId }) => machineId)).size !== machines.length) {
    context.addIssue({ code: 'custom', path: ['machines'], message: 'A machine can be chosen only once.' })
  }
}
