import type { ClusterView } from '@/lib/contracts/live-clusters'
import type { Reach } from '@/lib/core/address-policy'
import type { Clock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { Logger } from '@/lib/core/log'
import { isConnectionLoss } from '@/lib/db/connection-loss'
import { appendDelta, loadView, saveSnapshot } from '@/lib/events/live-view-table'
import { KubeTransport } from '@/lib/kubernetes/kube-transport'
import { type ClusterState, watchCluster } from '@/lib/kubernetes/live/watch-cluster'
import { applyDelta, differenceOf, emptyView } from '@/lib/shared/live-cluster/cluster-view'

export interface PublishClusterOptions {
  readonly clusterId: string
  readonly holder: string
  /** Opens it; what it throws is shown with the cluster. */
  readonly kubeconfig: () => Promise<string>
  /** Where its API may be. */
  readonly reach: Reach
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}

/** Another watcher has the cluster now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

const OWN_ERROR =
  "BuzzCrate itself failed while it read this cluster's state, and begins anew. Its log says where; please report it."
const SNAPSHOT_EVERY_DELTAS = 100
const SNAPSHOT_EVERY_MS = 15_000

/**
 * Watches one cluster and writes what changes into its view, until the signal aborts. Throws LeaseLost, or what keeps the
 * kubeconfig from being used: the view tells people of it too.
 */
export async function publishCluster(options: PublishClusterOptions): Promise<void> {
  const view = (await loadView(options.clusterId)) ?? emptyView(options.clock.now())
  const publisher = new ViewPublisher(options, view)
  const transport = await openTransport(options, publisher)
  const lost = new AbortController()
  const stop = () => lost.abort()
  options.signal.addEventListener('abort', stop, { once: true })
  try {
    const { clock } = options
    // While it was live, the time is not written: the watcher before heard it until a moment ago.
    const lastSeenAt = view.connection.state === 'live' ? clock.now() : view.connection.lastSeenAt
    const onState = (state: ClusterState) => publisher.publish(state)
    await watchCluster({ transport, clock, signal: lost.signal, onState, lastSeenAt })
  } catch (error) {
    // Not a word of the cluster: what is shown would stay as it is and look fresh.
    if (!(error instanceof LeaseLost)) await publisher.refuse(OWN_ERROR)
    throw error
  } finally {
    options.signal.removeEventListener('abort', stop)
    // One of the watches may have failed: end the others.
    lost.abort()
    transport.close()
  }
}

async function openTransport(options: PublishClusterOptions, publisher: ViewPublisher): Promise<KubeTransport> {
  try {
    return new KubeTransport(await options.kubeconfig(), options.reach)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await publisher.refuse(error.userMessage)
    throw error
  }
}

class ViewPublisher {
  private readonly options: PublishClusterOptions
  private view: ClusterView
  private snapshotSeq: number
  private snapshotAt: number

  constructor(options: PublishClusterOptions, view: ClusterView) {
    this.options = options
    this.view = view
    this.snapshotSeq = view.seq
    this.snapshotAt = options.clock.now()
  }

  /** Nothing can be asked of the cluster at all. */
  async refuse(words: string): Promise<void> {
    const { state, since, lastSeenAt } = this.view.connection
    const now = this.options.clock.now()
    const connection = { state: 'refused', since: state === 'refused' ? since : now, lastSeenAt, words } as const
    await this.publish({ connection, rows: undefined })
  }

  /** While the database is away nothing is lost: the difference grows, and is written when it is back. */
  async publish(state: ClusterState): Promise<void> {
    try {
      await this.write(state)
    } catch (error) {
      if (!isConnectionLoss(error)) throw error
      this.options.log.debug('the view waits for the database')
    }
  }

  private async write({ connection, rows }: ClusterState): Promise<void> {
    // A watcher that takes over says nothing before it knows something.
    if (connection.state === 'connecting' && this.view.seq > 0) return
    const { clusterId, holder, clock } = this.options
    const delta = differenceOf(this.view, { connection, rows: rows ?? this.view.rows })
    if (delta !== undefined) {
      if (!(await appendDelta(clusterId, holder, delta))) throw new LeaseLost()
      this.view = applyDelta(this.view, delta) ?? this.view
    }
    const behind = this.view.seq - this.snapshotSeq
    const isFirst = behind > 0 && this.snapshotSeq === 0
    const isDue = behind >= SNAPSHOT_EVERY_DELTAS || (behind > 0 && clock.now() - this.snapshotAt > SNAPSHOT_EVERY_MS)
    if (!isFirst && !isDue) return
    await saveSnapshot(clusterId, holder, this.view)
    this.snapshotSeq = this.view.seq
    this.snapshotAt = clock.now()
  }
}
