import { z } from 'zod'
import { list, Time } from './field'

/** How a state feels; the screens add an icon and the label, never colour alone. */
const Tone = z.enum(['good', 'busy', 'warning', 'bad', 'quiet'])
export type Tone = z.infer<typeof Tone>

/** A state as a person reads it. */
export const StateWords = z.object({
  tone: Tone,
  /** One or two words for a badge, e.g. `Pending`. */
  label: z.string(),
  /** One plain sentence with the reason, e.g. `Waiting: the image cannot be pulled (name misspelt?).` */
  words: z.string(),
  /** What to do about it; empty when there is nothing to do. */
  hint: z.string(),
})
export type StateWords = z.infer<typeof StateWords>

const ConditionRow = z.object({ type: z.string(), tone: Tone, words: z.string() })
export type ConditionRow = z.infer<typeof ConditionRow>

/** `key` is the object's uid, so a replaced object is another row. */
export const NodeRow = StateWords.extend({
  key: z.string(),
  name: z.string(),
  /** `server` or `agent` first, then others that its labels name. */
  roles: list(z.string()),
  address: z.string().nullable(),
  architecture: z.string(),
  /** Of the kubelet, e.g. `v1.36.1+k3s1`. */
  version: z.string(),
  os: z.string(),
  kernel: z.string(),
  runtime: z.string(),
  cpus: z.number(),
  memoryGiB: z.number(),
  podCapacity: z.number(),
  ready: z.boolean(),
  /** Last heard of, while it is silent; null while it answers. */
  silentSince: Time.nullable(),
  /** Since when it is in this state. */
  since: Time,
  /** Closed for new pods (cordoned). */
  unschedulable: z.boolean(),
  conditions: list(ConditionRow),
  createdAt: Time,
}).meta({ id: 'NodeRow' })
export type NodeRow = z.infer<typeof NodeRow>

const ContainerRow = z.object({
  name: z.string(),
  image: z.string(),
  ready: z.boolean(),
  restarts: z.number(),
  words: z.string(),
})
export type ContainerRow = z.infer<typeof ContainerRow>

export const PodRow = StateWords.extend({
  key: z.string(),
  name: z.string(),
  namespace: z.string(),
  /** Kubernetes' own part of the cluster: folded in the table. */
  system: z.boolean(),
  node: z.string().nullable(),
  /** What made it and replaces it: a Deployment rather than its ReplicaSet. */
  owner: z.object({ kind: z.string(), name: z.string() }).nullable(),
  phase: z.string(),
  ready: z.boolean(),
  readyContainers: z.number(),
  containers: list(ContainerRow),
  restarts: z.number(),
  lastRestartAt: Time.nullable(),
  /** Gone with a machine that no longer answers. */
  lost: z.boolean(),
  /** Lost, and another one runs in its place. */
  replaced: z.boolean(),
  ip: z.string().nullable(),
  createdAt: Time,
}).meta({ id: 'PodRow' })
export type PodRow = z.infer<typeof PodRow>

export const DeploymentRow = StateWords.extend({
  key: z.string(),
  name: z.string(),
  namespace: z.string(),
  system: z.boolean(),
  wanted: z.number(),
  ready: z.number(),
  updated: z.number(),
  images: list(z.string()),
  /** Id of the catalogue's app that it belongs to. */
  app: z.string().nullable(),
  createdAt: Time,
}).meta({ id: 'DeploymentRow' })
export type DeploymentRow = z.infer<typeof DeploymentRow>

export const ServiceRow = StateWords.extend({
  key: z.string(),
  name: z.string(),
  namespace: z.string(),
  system: z.boolean(),
  type: z.string(),
  clusterIp: z.string().nullable(),
  ports: list(z.object({ port: z.number(), protocol: z.string(), nodePort: z.number().nullable() })),
  /** From outside, for a load balancer. */
  addresses: list(z.string()),
  app: z.string().nullable(),
  createdAt: Time,
}).meta({ id: 'ServiceRow' })
export type ServiceRow = z.infer<typeof ServiceRow>

/** Repeats about one object for one reason are one row. */
export const EventRow = z
  .object({
    key: z.string(),
    warning: z.boolean(),
    /** Kubernetes' word, e.g. `FailedScheduling`. */
    reason: z.string(),
    kind: z.string(),
    name: z.string(),
    namespace: z.string(),
    words: z.string(),
    hint: z.string(),
    /** As Kubernetes says it. */
    message: z.string(),
    count: z.number(),
    firstAt: Time,
    at: Time,
  })
  .meta({ id: 'EventRow' })
export type EventRow = z.infer<typeof EventRow>

/** What the watcher knows of the way to the API server. */
export const Connection = z
  .object({
    /** `connecting` before the first full list, `refused`: it answers, but not to us. */
    state: z.enum(['connecting', 'live', 'unreachable', 'refused']),
    since: Time,
    /** When the API server was last heard, null if never. Kept up to date only when the state changes. */
    lastSeenAt: Time.nullable(),
    words: z.string(),
  })
  .meta({ id: 'Connection' })
export type Connection = z.infer<typeof Connection>
