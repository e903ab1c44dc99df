import { z } from 'zod'

/** What Kubernetes takes as the name of a node: a DNS name in small letters. k3s takes the machine's name for it. */
export const NodeName = z
  .string()
  .max(253, 'A node name has at most 253 characters.')
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'A node name is made of small letters, digits, hyphens and dots.',
  )
export type NodeName = z.infer<typeof NodeName>
