import { z } from 'zod'
import { CLOUD_LIFETIMES_HOURS, MOST_CLOUD_WORKERS } from '@/lib/shared/cloud/cloud-data'
import { AppIds, ClusterDefinition, ClusterName } from '../cluster-definition'

/** An id of Linode's catalogue: `us-ord`, `g6-nanode-1`, `linode/arch`, `private/123`. */
const CatalogueId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9]+([./_-][a-z0-9]+)*$/i, 'Choose one of the list.')

/** An IPv4 network, e.g. `203.0.113.7/32`. */
const Network = z.cidrv4('Write an IPv4 network, like 203.0.113.7/32.')

/** What a cluster at Linode asks for, whichever provider makes it: the real one or the one that practises. */
export const linodeRequestShape = {
  name: ClusterName,
  region: CatalogueId,
  image: CatalogueId,
  serverType: CatalogueId,
  workerType: CatalogueId,
  workers: z
    .number()
    .int()
    .min(0, 'Workers are none or more.')
    .max(MOST_CLOUD_WORKERS, `At most ${MOST_CLOUD_WORKERS} workers.`),
  /** Null: it stays until somebody deletes it. */
  lifetimeHours: z.literal(CLOUD_LIFETIMES_HOURS).nullable(),
  /** Whether Traefik, k3s's ingress controller, is wanted: it takes a NodeBalancer of its own. */
  traefik: z.boolean().default(true),
  /** Who besides the panel may reach SSH and the Kubernetes API. */
  allowedFrom: z.array(Network).max(20).default([]),
  apps: AppIds,
}

/** What is stored with such a cluster. */
export const linodeStoredShape = ClusterDefinition.extend({
  region: z.string(),
  image: z.string(),
  serverType: z.string(),
  workerType: z.string(),
  lifetimeHours: z.number().nullable(),
  traefik: z.boolean().default(true),
  allowedFrom: z.array(z.string()).default([]),
})
export type LinodeStored = z.infer<typeof linodeStoredShape>

/** What is the same in all requests for such a cluster. */
export type LinodeAsked = z.infer<z.ZodObject<typeof linodeRequestShape>> & { provider: string }
