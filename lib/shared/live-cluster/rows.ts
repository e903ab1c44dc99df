/** How a state feels; the screens add an icon and the label, never colour alone. */
export type Tone = 'good' | 'busy' | 'warning' | 'bad' | 'quiet'

/** A state as a person reads it. */
export interface StateWords {
  readonly tone: Tone
  /** One or two words for a badge, e.g. `Pending`. */
  readonly label: string
  /** One plain sentence with the reason, e.g. `Waiting: the image cannot be pulled (name misspelt?).` */
  readonly words: string
  /** What to do about it; empty when there is nothing to do. */
  readonly hint: string
}

export interface ConditionRow {
  readonly type: string
  readonly tone: Tone
  readonly words: string
}

/** All times are milliseconds since the epoch. `key` is the object's uid, so a replaced object is another row. */
export interface NodeRow extends StateWords {
  readonly key: string
  readonly name: string
  /** `server` or `agent` first, then others that its labels name. */
  readonly roles: readonly string[]
  readonly address: string | null
  readonly architecture: string
  /** Of the kubelet, e.g. `v1.36.1+k3s1`. */
  readonly version: string
  readonly os: string
  readonly kernel: string
  readonly runtime: string
  readonly cpus: number
  readonly memoryGiB: number
  readonly podCapacity: number
  readonly ready: boolean
  /** Last heard of, while it is silent; null while it answers. */
  readonly silentSince: number | null
  /** Since when it is in this state. */
  readonly since: number
  /** Closed for new pods (cordoned). */
  readonly unschedulable: boolean
  readonly conditions: readonly ConditionRow[]
  readonly createdAt: number
}

export interface ContainerRow {
  readonly name: string
  readonly image: string
  readonly ready: boolean
  readonly restarts: number
  readonly words: string
}

export interface PodRow extends StateWords {
  readonly key: string
  readonly name: string
  readonly namespace: string
  /** Kubernetes' own part of the cluster: folded in the table. */
  readonly system: boolean
  readonly node: string | null
  /** What made it and replaces it: a Deployment rather than its ReplicaSet. */
  readonly owner: { readonly kind: string; readonly name: string } | null
  readonly phase: string
  readonly ready: boolean
  readonly readyContainers: number
  readonly containers: readonly ContainerRow[]
  readonly restarts: number
  readonly lastRestartAt: number | null
  /** Gone with a machine that no longer answers. */
  readonly lost: boolean
  /** Lost, and another one runs in its place. */
  readonly replaced: boolean
  readonly ip: string | null
  readonly createdAt: number
}

export interface DeploymentRow extends StateWords {
  readonly key: string
  readonly name: string
  readonly namespace: string
  readonly system: boolean
  readonly wanted: number
  readonly ready: number
  readonly updated: number
  readonly images: readonly string[]
  /** Id of the catalogue's app that it belongs to. */
  readonly app: string | null
  readonly createdAt: number
}

export interface ServiceRow extends StateWords {
  readonly key: string
  readonly name: string
  readonly namespace: string
  readonly system: boolean
  readonly type: string
  readonly clusterIp: string | null
  readonly ports: readonly { readonly port: number; readonly protocol: string; readonly nodePort: number | null }[]
  /** From outside, for a load balancer. */
  readonly addresses: readonly string[]
  readonly app: string | null
  readonly createdAt: number
}

/** Repeats about one object for one reason are one row. */
export interface EventRow {
  readonly key: string
  readonly warning: boolean
  /** Kubernetes' word, e.g. `FailedScheduling`. */
  readonly reason: string
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly words: string
  readonly hint: string
  /** As Kubernetes says it. */
  readonly message: string
  readonly count: number
  readonly firstAt: number
  readonly at: number
}

/** What the watcher knows of the way to the API server. */
export interface Connection {
  /** `connecting` before the first full list, `refused`: it answers, but not to us. */
  readonly state: 'connecting' | 'live' | 'unreachable' | 'refused'
  readonly since: number
  /** When the API server was last heard, null if never. Kept up to date only when the state changes. */
  readonly lastSeenAt: number | null
  readonly words: string
}

export interface RowsByKind {
  readonly nodes: NodeRow
  readonly pods: PodRow
  readonly deployments: DeploymentRow
  readonly services: ServiceRow
  readonly events: EventRow
}
export type RowKind = keyof RowsByKind
export const rowKinds = ['nodes', 'pods', 'deployments', 'services', 'events'] as const satisfies readonly RowKind[]
