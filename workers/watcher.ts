import { hostname } from 'node:os'
import type { Reach } from '@/lib/core/address-policy'
import { type Clock, systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { log } from '@/lib/core/log'
import { isConnectionLoss } from '@/lib/db/connection-loss'
import { busTopics } from '@/lib/events/bus-topics'
import { forgetView } from '@/lib/events/live-view-table'
import { releaseLease, renewLeases, takeLease, type Watchable } from '@/lib/events/watch-leases'
import type { Bus } from '@/lib/ports/live'
import type { Vault } from '@/lib/ports/vault'
import { reachOf } from '@/lib/providers/find-definition'
import { LeaseLost, publishCluster } from './watch/publish-cluster'
import { shareOut } from './watch/share'

export interface WatcherOptions {
  readonly signal: AbortSignal
  readonly bus: Bus
  readonly vault: Vault
  readonly clock?: Clock
}

const TTL_MS = 5_000
const TICK_MS = 1_500
/** A watcher that was not heard for this long is gone. */
const WATCHER_GONE_MS = 5_000
/** Before a cluster whose watch ended with an error is watched again. */
const PAUSE_MS = 5_000
/** The same where only a person can mend it. */
const HOPELESS_PAUSE_MS = 60_000

/**
 * Watches clusters with saved access, one watcher a cluster however many workers run, until the signal aborts. A cluster is
 * - free: no lease, or one that ran out (its watcher died); somebody takes it within TTL + tick, 6.5 s
 * - held: renewed every 1.5 s; its view is written by the holder only
 * - released: its holder stops, or has more than its share
 */
export async function startWatcher(options: WatcherOptions): Promise<void> {
  await new Watcher(options).run()
}

const asError = (error: unknown) => (error instanceof Error ? error : String(error))

interface Watching {
  readonly abort: AbortController
  readonly secretId: string
  readonly done: Promise<void>
}

class Watcher {
  private readonly options: WatcherOptions
  private readonly clock: Clock
  private readonly holder = `${hostname()}/${process.pid}/${newId()}`
  private readonly watching = new Map<string, Watching>()
  private readonly othersHeard = new Map<string, number>()
  private readonly pausedUntil = new Map<string, number>()
  private wake: () => void = () => undefined

  constructor(options: WatcherOptions) {
    this.options = options
    this.clock = options.clock ?? systemClock
  }

  async run(): Promise<void> {
    const { bus, signal } = this.options
    const look = () => this.wake()
    const stopHints = bus.subscribe(busTopics.clusters, look, look)
    const stopWatchers = bus.subscribe(
      busTopics.watchers,
      (name) => this.hear(name),
      () => undefined,
    )
    try {
      while (!signal.aborted) {
        await this.tick()
        await this.rest()
      }
    } finally {
      stopHints()
      stopWatchers()
      await Promise.all([...this.watching.keys()].map((clusterId) => this.letGo(clusterId)))
    }
  }

  private async tick(): Promise<void> {
    try {
      await this.options.bus.publish(busTopics.watchers, this.holder)
      const clusters = await renewLeases(this.holder, TTL_MS)
      await this.dropMissing(clusters)
      const now = this.clock.now()
      const takeable = clusters.filter(({ clusterId }) => (this.pausedUntil.get(clusterId) ?? 0) <= now)
      const { take, release } = shareOut(takeable, new Set(this.watching.keys()), this.watchers(now))
      for (const clusterId of release) await this.letGo(clusterId)
      for (const clusterId of take) {
        const cluster = clusters.find((each) => each.clusterId === clusterId)
        if (cluster !== undefined && (await takeLease(clusterId, this.holder, TTL_MS))) this.begin(cluster)
      }
    } catch (error) {
      // Leases run out meanwhile; whoever reaches the database first takes them.
      if (isConnectionLoss(error)) log.debug('the watcher waits for the database')
      else log.error('the watcher could not look for clusters', { error: asError(error) })
    }
  }

  /** Clusters whose access was taken away, replaced, or whose lease somebody else has. */
  private async dropMissing(clusters: readonly Watchable[]): Promise<void> {
    const byId = new Map(clusters.map((cluster) => [cluster.clusterId, cluster]))
    for (const [clusterId, { secretId }] of this.watching) {
      const cluster = byId.get(clusterId)
      if (cluster?.kubeconfigSecretId === secretId && cluster.holder === this.holder) continue
      await this.letGo(clusterId)
      if (cluster === undefined) await forgetView(clusterId)
    }
  }

  private begin({ clusterId, kubeconfigSecretId: secretId, provider }: Watchable): void {
    const abort = new AbortController()
    const done = this.watch({ clusterId, secretId, reach: reachOf(provider) }, abort.signal).finally(() => {
      if (this.watching.get(clusterId)?.abort === abort) this.watching.delete(clusterId)
    })
    this.watching.set(clusterId, { abort, secretId, done })
  }

  private async watch(
    { clusterId, secretId, reach }: { clusterId: string; secretId: string; reach: Reach },
    signal: AbortSignal,
  ): Promise<void> {
    const { holder, clock } = this
    const fields = { clusterId }
    log.info('watching a cluster', fields)
    try {
      const kubeconfig = () => this.options.vault.open(secretId)
      await publishCluster({ clusterId, holder, kubeconfig, reach, clock, log: log.with(fields), signal })
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof LeaseLost) log.info('another watcher has the cluster', fields)
      else {
        log.warn('watching a cluster failed', { ...fields, error: asError(error) })
        const isHopeless = error instanceof AppError && !error.retryable
        this.pausedUntil.set(clusterId, clock.now() + (isHopeless ? HOPELESS_PAUSE_MS : PAUSE_MS))
      }
      await releaseLease(clusterId, holder).catch((cause: unknown) => {
        if (!isConnectionLoss(cause)) throw cause
      })
    }
  }

  private async letGo(clusterId: string): Promise<void> {
    const watching = this.watching.get(clusterId)
    if (watching === undefined) return
    this.watching.delete(clusterId)
    watching.abort.abort(new Error('the watch is let go'))
    await watching.done
    await releaseLease(clusterId, this.holder).catch((error: unknown) => {
      // It runs out by itself.
      if (!isConnectionLoss(error)) throw error
    })
  }

  private hear(name: string): void {
    if (name !== this.holder) this.othersHeard.set(name, this.clock.now())
  }

  private watchers(now: number): number {
    for (const [name, at] of this.othersHeard) if (now - at > WATCHER_GONE_MS) this.othersHeard.delete(name)
    return this.othersHeard.size + 1
  }

  private async rest(): Promise<void> {
    const { signal } = this.options
    const woken = new AbortController()
    this.wake = () => woken.abort()
    signal.addEventListener('abort', this.wake, { once: true })
    await this.clock.delay(TICK_MS, woken.signal).catch(() => undefined)
    signal.removeEventListener('abort', this.wake)
  }
}
