import { z } from 'zod'

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

/** What a person asks for. Stored with the cluster; the review page shows it as YAML. */
export const ClusterDefinition = z
  .object({
    name: ClusterName,
    provider: z.enum(['boards', 'practice']),
    k3sVersion: z.string().regex(/^v\d+\.\d+\.\d+\+k3s\d+$/, 'A k3s version looks like v1.36.1+k3s1.'),
    machines: z
      .array(z.object({ machineId: z.string().min(1), role: MachineRole }))
      .min(1, 'Choose at least one machine.')
      .max(MAX_AGENTS + 1, `At most one server and ${MAX_AGENTS} agents.`),
    apps: z.array(z.string()).default([]),
    /** Lets k3s 1.35 and later run on machines that still have cgroup v1. */
    allowCgroupV1: z.boolean().default(false),
  })
  .superRefine((definition, context) => {
    const servers = definition.machines.filter((machine) => machine.role === 'server')
    if (servers.length !== 1) {
      context.addIssue({ code: 'custom', path: ['machines'], message: 'Choose exactly one machine as the server.' })
    }
    const ids = definition.machines.map((machine) => machine.machineId)
    if (new Set(ids).size !== ids.length) {
      context.addIssue({ code: 'custom', path: ['machines'], message: 'A machine can be chosen only once.' })
    }
  })
export type ClusterDefinition = z.infer<typeof ClusterDefinition>
