import type { Json } from '@/lib/core/errors'
import { CallWindows } from './cloud-limits'

export interface InstanceState {
  readonly id: number
  label: string
  status: 'provisioning' | 'booting' | 'running' | 'offline' | 'rebooting' | 'shutting_down'
  /** When the phase is over at the earliest, in ms since 1970. */
  dueAt: number
  /** Whether what stands behind it is up. */
  isUp: boolean
  readonly isBooted: boolean
  readonly region: string
  readonly type: string
  readonly image: string | null
  tags: string[]
  readonly ipv4: string[]
  readonly ipv6: string
  readonly privateIp: string | null
  readonly generation: 'legacy_config' | 'linode'
  readonly subnetId: number | null
  readonly vpcAddress: string | null
  /** Base64, as it was given. */
  readonly userData: string | null
  /** How much faster than real its phases pass. */
  readonly pace: number
  readonly authorizedKeys: readonly string[]
  readonly createdAt: number
  updatedAt: number
  runningAt: number | null
}

export interface FirewallState {
  readonly id: number
  label: string
  status: 'enabled' | 'disabled'
  rules: Readonly<Record<string, Json>>
  version: number
  tags: string[]
  devices: {
    readonly id: number
    readonly type: 'linode' | 'nodebalancer' | 'linode_interface'
    readonly entityId: number
    readonly createdAt: number
  }[]
  readonly createdAt: number
  updatedAt: number
}

export interface VpcState {
  readonly id: number
  readonly label: string
  readonly region: string
  readonly description: string
  readonly subnets: { readonly id: number; readonly label: string; readonly ipv4: string; readonly createdAt: number }[]
  readonly createdAt: number
}

export interface BalancerNodeState {
  readonly id: number
  label: string
  /** `192.168.130.2:30080` */
  address: string
  weight: number
  mode: string
}

export interface BalancerConfigState {
  readonly id: number
  settings: Readonly<Record<string, Json>>
  port: number
  nodes: BalancerNodeState[]
}

export interface BalancerState {
  readonly id: number
  label: string
  readonly region: string
  readonly type: string
  readonly ipv4: string
  tags: string[]
  throttle: number
  configs: BalancerConfigState[]
  readonly createdAt: number
  updatedAt: number
}

export interface VolumeState {
  readonly id: number
  label: string
  readonly region: string
  readonly size: number
  tags: string[]
  linodeId: number | null
  readonly createdAt: number
}

export interface EventState {
  readonly id: number
  readonly action: string
  status: 'scheduled' | 'started' | 'finished' | 'failed' | 'notification'
  percent: number
  readonly entity: { readonly id: number; readonly type: string; readonly label: string; readonly url: string }
  readonly createdAt: number
}

export interface CloudUser {
  readonly username: string
  /** Which interfaces new machines may have. */
  readonly interfaces?: string
  /** A user whose grants say what may be made. */
  readonly grants?: Readonly<Record<string, Json>>
  /** Machines that the account may have at most. */
  readonly mostInstances?: number
  /** Things of all kinds that the account may have at most. */
  readonly mostThings?: number
}

/** All that is in an account, as it is kept over restarts. */
export interface KeptThings {
  readonly instances: readonly InstanceState[]
  readonly firewalls: readonly FirewallState[]
  readonly vpcs: readonly VpcState[]
  readonly balancers: readonly BalancerState[]
  readonly volumes: readonly VolumeState[]
  readonly events: readonly EventState[]
}

const MOST_EVENTS = 1_000
/** Of those that are kept. */
const MOST_KEPT_EVENTS = 200

/** One account of the cloud, with all that is in it. */
export class CloudAccount {
  readonly user: CloudUser
  readonly windows = new CallWindows()
  readonly instances: Map<number, InstanceState>
  readonly firewalls: Map<number, FirewallState>
  readonly vpcs: Map<number, VpcState>
  readonly balancers: Map<number, BalancerState>
  readonly volumes: Map<number, VolumeState>
  readonly events: EventState[]
  /** Grows with every change that must be kept. */
  revision = 0

  constructor(user: CloudUser, kept?: KeptThings) {
    this.user = user
    this.instances = byId(kept?.instances)
    this.firewalls = byId(kept?.firewalls)
    this.vpcs = byId(kept?.vpcs)
    this.balancers = byId(kept?.balancers)
    this.volumes = byId(kept?.volumes)
    this.events = [...(kept?.events ?? [])]
  }

  /** How many things in it cost money or stand in the way. */
  get left(): number {
    return [this.instances, this.firewalls, this.vpcs, this.balancers, this.volumes].reduce(
      (sum, things) => sum + things.size,
      0,
    )
  }

  /** Everything, for keeping. */
  dump(): KeptThings {
    return {
      instances: [...this.instances.values()],
      firewalls: [...this.firewalls.values()],
      vpcs: [...this.vpcs.values()],
      balancers: [...this.balancers.values()],
      volumes: [...this.volumes.values()],
      events: this.events.slice(-MOST_KEPT_EVENTS),
    }
  }

  tell(event: EventState): EventState {
    this.events.push(event)
    if (this.events.length > MOST_EVENTS) this.events.shift()
    return event
  }
}

const byId = <Thing extends { readonly id: number }>(things: readonly Thing[] = []): Map<number, Thing> =>
  new Map(things.map((thing) => [thing.id, thing]))
