import type { LinodeConnection } from '@/lib/linode/connection'
import type { ClusterPrices } from '@/lib/shared/cloud/cloud-data'
import { clusterTag } from '@/lib/shared/cloud/cloud-data'
import type { CloudController, CloudThing, LinodePort, MadeMachine } from './linode-port'

const PRICES: ClusterPrices = {
  server: { hourly: 0.0075, monthly: 5 },
  worker: { hourly: 0.0075, monthly: 5 },
  balancer: { hourly: 0.015, monthly: 10 },
  volume: { hourly: 0.000_15, monthly: 0.1 },
  asOf: 0,
}

export interface MemoryPortOptions {
  /** Of each cluster its own account's. */
  readonly connect: (clusterId: string) => LinodeConnection
  readonly region: string
  readonly controller?: CloudController
  /** Told what is known of a machine now. */
  readonly onMachine?: (machineId: string, known: MadeMachine) => void
}

/** The port without a database: for tests and samples. */
export class MemoryPort implements LinodePort {
  readonly kind = 'linode'
  private readonly options: MemoryPortOptions
  private readonly known = new Map<string, MadeMachine>()
  private readonly byCluster = new Map<string, CloudThing[]>()

  constructor(options: MemoryPortOptions) {
    this.options = options
  }

  async connect(clusterId: string) {
    return this.options.connect(clusterId)
  }
  async cluster(clusterId: string) {
    return { tag: clusterTag(clusterId), region: this.options.region, prices: PRICES }
  }
  async saveMachine(_clusterId: string, machineId: string, change: MadeMachine) {
    const now = { ...this.known.get(machineId), ...change }
    this.known.set(machineId, now)
    this.options.onMachine?.(machineId, now)
  }
  async saveThing(clusterId: string, thing: Omit<CloudThing, 'endedAt'>) {
    const things = this.byCluster.get(clusterId) ?? []
    this.byCluster.set(clusterId, things)
    const isKnown = things.some(({ kind, remoteId }) => kind === thing.kind && remoteId === thing.remoteId)
    if (!isKnown) things.push({ ...thing, endedAt: undefined })
  }
  async endThing(clusterId: string, kind: CloudThing['kind'], remoteId: number, at: number) {
    const ended = (this.byCluster.get(clusterId) ?? []).map((thing) =>
      thing.kind === kind && thing.remoteId === remoteId && thing.endedAt === undefined
        ? { ...thing, endedAt: at }
        : thing,
    )
    this.byCluster.set(clusterId, ended)
  }
  async things(clusterId: string): Promise<readonly CloudThing[]> {
    return this.byCluster.get(clusterId) ?? []
  }
  async controller() {
    return this.options.controller
  }

  /** Of each machine that has one, for the others. */
  get privateAddresses(): readonly string[] {
    return [...this.known.values()].flatMap(({ privateAddress }) => privateAddress ?? [])
  }

  /** Pinned ones, by machine. */
  get hostKeys(): ReadonlyMap<string, string> {
    return new Map(
      [...this.known].flatMap(([machineId, { hostKey }]) =>
        hostKey === undefined ? [] : [[machineId, hostKey] as const],
      ),
    )
  }

  /** What is known of machines: nothing where all have gone. */
  get reached(): readonly string[] {
    return [...this.known].flatMap(([machineId, { address, hostKey, keySecretId }]) =>
      address === undefined && hostKey === undefined && keySecretId === undefined ? [] : [machineId],
    )
  }

  /** Things that nobody has seen to go. */
  get open(): readonly string[] {
    return [...this.byCluster.values()]
      .flat()
      .flatMap(({ kind, label, endedAt }) => (endedAt === undefined ? [`${kind} ${label}`] : []))
  }
}
