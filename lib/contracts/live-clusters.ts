import { z } from 'zod'
import type { Contract } from './endpoint'
import { Id, Time } from './field'
import { Connection, DeploymentRow, EventRow, NodeRow, PodRow, ServiceRow } from './live-rows'

/** A name as Kubernetes has them: it becomes a part of a path. */
export const KubeName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'This is not a name that Kubernetes could have.')

const byKey = <Row extends z.ZodType>(row: Row) => z.record(z.string(), row).readonly()

/** Everything the cluster's page shows, as of `seq`. */
export const ClusterView = z
  .object({
    seq: z.number(),
    connection: Connection,
    rows: z.object({
      nodes: byKey(NodeRow),
      pods: byKey(PodRow),
      deployments: byKey(DeploymentRow),
      services: byKey(ServiceRow),
      events: byKey(EventRow),
    }),
  })
  .meta({ id: 'ClusterView' })
export type ClusterView = z.infer<typeof ClusterView>

/** What the cluster's page begins with. */
export const LiveCluster = z
  .object({
    clusterId: z.string(),
    name: z.string(),
    provider: z.string(),
    phase: z.string(),
    apiUrl: z.string().nullable(),
    /** Only the owner may download the kubeconfig. */
    ownsKubeconfig: z.boolean(),
    /** null until a watcher has seen the cluster. Later changes come as deltas after its `seq`. */
    view: ClusterView.nullable(),
    /** Some process watches it now; when none does, the view is as old as the last change. */
    watched: z.boolean(),
    now: Time,
  })
  .meta({ id: 'LiveCluster' })
export type LiveCluster = z.infer<typeof LiveCluster>

export const MOST_REPLICAS = 20

export const ScaleRequest = z.object({
  namespace: KubeName,
  deployment: KubeName,
  replicas: z.number().int().min(0, 'At least 0 pods.').max(MOST_REPLICAS, `At most ${MOST_REPLICAS} pods.`),
})
export type ScaleRequest = z.infer<typeof ScaleRequest>

export const PodLogQuery = z.object({
  container: KubeName.optional(),
  /** Lines from the end. */
  tail: z.coerce.number().int().min(1).max(10_000).default(500),
  /** The run before the last restart. */
  previous: z.enum(['true', 'false']).default('false'),
})
export type PodLogQuery = z.infer<typeof PodLogQuery>

const params = z.object({ clusterId: Id })
const podParams = z.object({ clusterId: Id, namespace: KubeName, pod: KubeName })

/** A cluster that runs: what is on it, and what can be done to that. */
export const liveClusterEndpoints = {
  'GET /api/clusters/[clusterId]/live': {
    summary: 'The live view as of now. Changes come over the event stream.',
    action: 'clusters.read',
    params,
    answer: LiveCluster,
  },
  'GET /api/clusters/[clusterId]/kubeconfig': {
    summary: 'The key to the cluster, as a file for kubectl. For its owner only.',
    action: 'clusters.change',
    params,
    answer: { media: 'application/yaml' },
  },
  'POST /api/clusters/[clusterId]/access': {
    summary: 'Starts the run that fetches the kubeconfig anew from the server.',
    action: 'clusters.change',
    params,
    answer: z.object({ runNumber: z.number() }),
  },
  'PUT /api/clusters/[clusterId]/scale': {
    summary: 'Sets how many pods a Deployment has.',
    action: 'clusters.change',
    params,
    body: ScaleRequest,
    answer: 'nothing',
  },
  'DELETE /api/clusters/[clusterId]/pods/[namespace]/[pod]': {
    summary: 'Ends a pod; what owns it makes a new one.',
    action: 'clusters.change',
    params: podParams,
    answer: 'nothing',
  },
  'GET /api/clusters/[clusterId]/pods/[namespace]/[pod]/log': {
    summary: 'The end of the pod’s log as plain text.',
    action: 'clusters.read',
    params: podParams,
    query: PodLogQuery,
    answer: { media: 'text/plain' },
  },
} as const satisfies Contract
