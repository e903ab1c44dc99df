/** What can be made in a cloud for a cluster, and what costs money of it has a price. In the order of a tear-down. */
export const CLOUD_THINGS = ['balancer', 'volume', 'machine', 'firewall', 'vpc'] as const
export type CloudThingKind = (typeof CLOUD_THINGS)[number]

/** US dollars before tax. A cloud takes the hourly price, and never more than the monthly one in a month. */
export interface CloudPrice {
  readonly hourly: number
  readonly monthly: number
}

/** Prices as at the creation of a cluster. */
export interface ClusterPrices {
  readonly server: CloudPrice
  readonly worker: CloudPrice
  /** Each service of type LoadBalancer has one. */
  readonly balancer: CloudPrice
  /** A GB. */
  readonly volume: CloudPrice
  /** When they were asked for, milliseconds since the epoch. */
  readonly asOf: number
}

/** Stands in the place of an account's id where a cloud is simulated: there the same things are to be chosen from. */
export const SIMULATED_ACCOUNT = 'simulated'

/** On everything that the panel makes in a cloud, beside the tag of the cluster. */
export const OUR_TAG = 'buzzcrate'

/** The tag of a cluster: on everything that is made for it, by the panel or by the cluster's own controllers. */
export const clusterTag = (clusterId: string): string => `buzzcrate-${clusterId}`

/** Ids of clusters, as `newId` makes them: a tag that merely begins like ours is somebody's own. */
const CLUSTER_TAG = /^buzzcrate-([0-9a-z]{16})$/

/** Whose tag it is; undefined for one that is of no cluster, of this panel or of another. */
export const clusterIdOf = (tag: string): string | undefined => CLUSTER_TAG.exec(tag)?.[1]

export const MOST_CLOUD_WORKERS = 49
/** A cluster may end by itself after so many hours; null: it does not. */
export const CLOUD_LIFETIMES_HOURS = [1, 4, 24, 168, 720] as const
/** The seed's: one controller and two workers of the smallest size. */
export const USUAL_CLOUD = { workers: 2, lifetimeHours: 4 } as const

/** A person has so many accounts at clouds at most. */
export const MOST_CLOUD_ACCOUNTS = 10

/** Memory that k3s asks for on a server: its page of requirements, 2025. It runs with less. */
export const K3S_SERVER_MB = 2_048
