import type { z } from 'zod'
import type { Connection } from '@/lib/contracts/live-rows'
import type { Clock } from '@/lib/core/clock'
import type { AppError } from '@/lib/core/errors'
import type { ViewRows } from '@/lib/shared/live-cluster/cluster-view'
import type { KubeTransport } from '../kube-transport'
import { DeploymentObject, EventObject, LeaseObject, NodeObject, PodObject, ServiceObject } from '../objects'
import { ClusterMirror } from './cluster-mirror'
import { ConnectionTracker } from './connection-tracker'
import { reflect } from './reflector'

export interface ClusterState {
  readonly connection: Connection
  /** undefined until everything has been listed once: an old view is better than a half-empty one. */
  readonly rows: ViewRows | undefined
}

export interface WatchClusterOptions {
  readonly transport: Pick<KubeTransport, 'json' | 'lines'>
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Called at most every `everyMs`, after something changed; the next call waits until it has ended. */
  readonly onState: (state: ClusterState) => Promise<void>
  readonly everyMs?: number
  /** When an earlier watcher heard the cluster last. */
  readonly lastSeenAt?: number | null
}

/** Nodes renew their leases every 10 s, so this watch is also the heartbeat of the connection. */
const LEASE_SILENCE_MS = 15_000
const SILENCE_MS = 90_000
/** How often nodes are looked through for missing heartbeats. */
const SILENCE_CHECK_MS = 1_000

/**
 * Follows a cluster until the signal aborts: one list and watch a kind, however many people look. Rejects with what
 * `onState` throws, or with an error of our own code.
 */
export async function watchCluster(options: WatchClusterOptions): Promise<void> {
  await new ClusterWatch(options).run()
}

class ClusterWatch {
  private readonly options: WatchClusterOptions
  private readonly mirror = new ClusterMirror()
  private readonly connection: ConnectionTracker
  /** Something changed that people wait for; all else is shown at the next look, a second later at most. */
  private urgent = true
  private wake: () => void = () => undefined

  constructor(options: WatchClusterOptions) {
    this.options = options
    this.connection = new ConnectionTracker(options.clock.now(), options.lastSeenAt ?? null)
  }

  async run(): Promise<void> {
    const { mirror } = this
    const now = () => this.options.clock.now()
    const { nodes, pods, deployments, services, events, leases } = mirror
    await Promise.all([
      this.follow('/api/v1/nodes', NodeObject, nodes),
      this.follow('/api/v1/pods', PodObject, pods),
      this.follow('/apis/apps/v1/deployments', DeploymentObject, deployments),
      this.follow('/api/v1/services', ServiceObject, services),
      this.follow('/api/v1/events', EventObject, events),
      this.follow('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', LeaseObject, {
        replace: (items) => leases.replace(items, now()),
        upsert: (item) => leases.renew(item, now()),
        remove: (item) => leases.remove(item),
        quiet: true,
      }),
      this.report(),
    ])
  }

  private follow<T>(
    path: string,
    schema: z.ZodType<T & { metadata: { uid: string } }>,
    table: Table<T>,
  ): Promise<void> {
    const { transport, clock, signal } = this.options
    const changed = table.quiet ? () => undefined : () => this.change()
    return reflect<T>({
      transport,
      path,
      schema,
      silenceMs: table.quiet ? LEASE_SILENCE_MS : SILENCE_MS,
      clock,
      signal,
      onList: (items) => {
        table.replace(items)
        this.change()
      },
      onUpsert: (item) => {
        const canWait = table.isRepeat?.(item) ?? false
        table.upsert(item)
        if (!canWait) changed()
      },
      onRemove: (item) => {
        table.remove(item)
        changed()
      },
      onContact: () => {
        if (this.connection.heard(path, clock.now())) this.change()
      },
      onFailure: (error: AppError) => {
        if (this.connection.failed(path, error, clock.now())) this.change()
      },
    })
  }

  private change(): void {
    this.urgent = true
    this.wake()
  }

  private async report(): Promise<void> {
    const { clock, signal, onState, everyMs = 80 } = this.options
    while (!signal.aborted) {
      await this.untilChange()
      if (signal.aborted) return
      this.urgent = false
      const connection = this.connection.current()
      const synced = this.connection.hasHeardAll(KINDS)
      const live = connection.state === 'live'
      const rows = synced ? this.mirror.rows(clock.now(), live) : undefined
      await onState({ connection, rows })
      await clock.delay(everyMs, signal).catch(() => undefined)
    }
  }

  /** A change, or the time to look for missing heartbeats. */
  private async untilChange(): Promise<void> {
    if (this.urgent) return
    const { clock, signal } = this.options
    const woken = new AbortController()
    this.wake = () => woken.abort()
    signal.addEventListener('abort', this.wake, { once: true })
    await clock.delay(SILENCE_CHECK_MS, woken.signal).catch(() => undefined)
    signal.removeEventListener('abort', this.wake)
  }
}

/** Lists that must have come once. */
const KINDS = 6

interface Table<T> {
  replace(items: readonly T[]): void
  upsert(item: T): void
  remove(item: T): void
  /** Its changes show only when time passes. */
  readonly quiet?: boolean
  /** Only a counter went up: that may wait for the next look. */
  isRepeat?(item: T): boolean
}
