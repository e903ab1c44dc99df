import type { LinodeConnection } from '@/lib/linode/connection'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { CloudThingKind, ClusterPrices } from '@/lib/shared/cloud/cloud-data'

/** What a cluster is known by in its cloud. */
export interface CloudIdentity {
  /** On everything that is made for it. */
  readonly tag: string
  readonly region: string
  readonly prices: ClusterPrices
}

/** How a machine is reached that a run has made. What is left out stays as it is; undefined: it is not known any more. */
export interface MadeMachine {
  readonly address?: string | undefined
  /** Among the machines of its cluster. */
  readonly privateAddress?: string | undefined
  /** Pinned before the machine is there, `ssh-ed25519 AAAA…`. */
  readonly hostKey?: string | undefined
  readonly keySecretId?: string | undefined
}

/** Something that was made for a cluster. US dollars; 0 for what is free. */
export interface CloudThing {
  readonly kind: CloudThingKind
  /** Its id in the cloud. */
  readonly remoteId: number
  readonly label: string
  readonly hourly: number
  readonly monthly: number
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** When it was seen to be gone; undefined while it is there. */
  readonly endedAt: number | undefined
}

/** The cloud controller that runs in clusters: what makes a NodeBalancer for a service. */
export interface CloudController {
  /** As its container names it: pinned by digest where machines pull it. */
  readonly image: string
  /** `side-load`: the artifact store has it as the image of `linode-controller`. */
  readonly comes: 'registry' | 'side-load'
  /** Where it finds the API, where that is not Linode's own address. */
  readonly url?: string
}

/** The id and version under which the artifact store keeps an uploaded controller. */
export const CONTROLLER_ARTIFACT = { id: 'linode-controller', version: 'uploaded' } as const

/**
 * What the steps of Linode see of the world besides machines: `own` of their ports. The database and the vault are behind
 * it, or memory in tests; practice has its own. All calls may be repeated.
 */
export interface LinodePort {
  readonly kind: 'linode'
  /**
   * A connection with the token of the account that pays for the cluster, and with no other.
   * @throws AppError `cloud-account-gone`
   */
  connect(clusterId: string): Promise<LinodeConnection>
  /** @throws AppError `cloud-account-gone` for a cluster that is not known to be in a cloud */
  cluster(clusterId: string): Promise<CloudIdentity>
  saveMachine(clusterId: string, machineId: string, change: MadeMachine): Promise<void>
  /** Writes down what was made; what is known already stays as it is. */
  saveThing(clusterId: string, thing: Omit<CloudThing, 'endedAt'>): Promise<void>
  /** It was seen to be gone. The first time counts; what was never written down stays unknown. */
  endThing(clusterId: string, kind: CloudThingKind, remoteId: number, at: number): Promise<void>
  things(clusterId: string): Promise<readonly CloudThing[]>
  /** Undefined while nobody has chosen one. */
  controller(): Promise<CloudController | undefined>
}

/** The port of Linode's own steps. @throws Error where a step of Linode runs for another provider: a bug of a recipe */
export function linodePort({ own }: Pick<ProvisionPorts, 'own'>): LinodePort {
  if (isLinodePort(own)) return own
  throw new Error('a step of Linode runs in a run of another provider')
}

const isLinodePort = (own: object | undefined): own is LinodePort =>
  own !== undefined && 'kind' in own && own.kind === 'linode'
