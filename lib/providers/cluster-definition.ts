import { z } from 'zod'
import { isNetwork, isWithin, networksOf } from '@/lib/core/networks'
import { MachineRole } from '@/lib/ports/planned-machine'
import { CLUSTER_NAME, MAX_CLUSTER_NAME_LENGTH } from '@/lib/shared/cluster-name'

export const ClusterName = z
  .string()
  .trim()
  .min(1, 'Give the cluster a name.')
  .max(MAX_CLUSTER_NAME_LENGTH, `A name has at most ${MAX_CLUSTER_NAME_LENGTH} characters.`)
  .regex(CLUSTER_NAME, 'Use small letters, digits and hyphens, beginning with a letter.')
export type ClusterName = z.infer<typeof ClusterName>

export const K3sVersion = z.string().regex(/^v\d+\.\d+\.\d+\+k3s\d+$/, 'A k3s version looks like v1.36.1+k3s1.')

/** Ids of the catalogue's apps. */
export const AppIds = z
  .array(z.string().max(64))
  .max(20)
  .refine((ids) => new Set(ids).size === ids.length, 'An app can be chosen only once.')
  .default([])

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'] as const

/** A network of IPv4 that is nobody's on the internet, of a size that Kubernetes takes. */
const privateNetwork = (largest: number, smallest: number) =>
  z.string().refine((text) => {
    const [address = '', prefix = ''] = text.split('/')
    const bits = Number(prefix)
    return (
      isNetwork(text) &&
      /^\d+$/.test(prefix) &&
      bits >= largest &&
      bits <= smallest &&
      isWithin(networksOf(PRIVATE), address)
    )
  }, `Give a private network of IPv4 like 10.52.0.0/16, from /${largest} to /${smallest}.`)

/**
 * What was asked for, as it is stored with every cluster. Each provider extends it by what it alone knows, so this part
 * of a row can be read whatever the row's provider is, and even when this version has no such provider.
 */
export const ClusterDefinition = z.object({
  name: ClusterName,
  provider: z.string(),
  k3sVersion: K3sVersion,
  machines: z.array(z.object({ machineId: z.string().min(1), role: MachineRole })),
  apps: AppIds,
  /** Lets k3s 1.35 and later run on machines that still have cgroup v1. */
  allowCgroupV1: z.boolean().default(false),
  /** Whether k3s's ingress controller runs. Without it ports 80 and 443 of the machines stay free. */
  traefik: z.boolean().default(false),
  /** Lets machines take part whose disk cannot stack the layers of images: there they are copied. */
  nativeSnapshotter: z.boolean().optional(),
  /** Network of the pods; each machine gets a /24 of it. Undefined: k3s's own, 10.42.0.0/16. */
  clusterCidr: privateNetwork(8, 20).optional(),
  /** Network of the services. Undefined: k3s's own, 10.43.0.0/16. */
  serviceCidr: privateNetwork(12, 24).optional(),
})
export type ClusterDefinition = z.infer<typeof ClusterDefinition>
