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
}

const MOST_EVENTS = 1_000

/** One account of the cloud, with all that is in it. */
export class CloudAccount {
  readonly user: CloudUser
  readonly windows = new CallWindows()
  readonly instances = new Map<number, InstanceState>()
  readonly firewalls = new Map<number, FirewallState>()
  readonly vpcs = new Map<number, VpcState>()
  readonly balancers = new Map<number, BalancerState>()
  readonly volumes = new Map<number, VolumeState>()
  readonly events: EventState[] = []

  constructor(user: CloudUser) {
    this.user = user
  }

  /** How many things in it cost money or stand in the way. */
  get left(): number {
    return [this.instances, this.firewalls, this.vpcs, this.balancers, this.volumes].reduce(
      (sum, things) => sum + things.size,
      0,
    )
  }

  tell(event: EventState): EventState {
    this.events.push(event)
    if (this.events.length > MOST_EVENTS) this.events.shift()
    return event
  }
}
