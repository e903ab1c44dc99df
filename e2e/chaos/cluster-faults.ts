import type { PanelClient } from '@/e2e/panel-client'
import type { DeletionReceipt } from '@/lib/contracts/clusters'
import type { LiveCluster } from '@/lib/contracts/live-clusters'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'

const LOOK_DEADLINE_MS = scaledMs(60_000)

/** Every machine becomes a Ready Kubernetes node in the live view, once the watcher is back. One sentence a fault. */
export async function faultsOfMade(client: PanelClient, clusterId: string): Promise<string[]> {
  const { machines } = await client.call<{ machines: readonly unknown[] }>('GET', `/api/clusters/${clusterId}`)
  return waitFor<string[]>({
    look: async () => {
      const live = await client.call<LiveCluster>('GET', `/api/clusters/${clusterId}/live`).catch(() => undefined)
      const nodes = Object.values(live?.view?.rows.nodes ?? {})
      return nodes.length === machines.length && nodes.every(({ label }) => label === 'Ready') ? [] : undefined
    },
    everyMs: 200,
    deadlineMs: LOOK_DEADLINE_MS,
    onDeadline: () => new AppError('nodes-not-ready', { userMessage: 'The nodes did not become Ready.' }),
    clock: systemClock,
    signal: new AbortController().signal,
  }).catch((error: unknown) => [String(error)])
}

/** A receipt that found nothing left, and no machine any more. One sentence a fault. */
export async function faultsOfDeleted(client: PanelClient, clusterId: string): Promise<string[]> {
  const { phase, receipt } = await client.call<{ phase: string; receipt: DeletionReceipt | null }>(
    'GET',
    `/api/clusters/${clusterId}`,
  )
  const left = receipt?.lines.flatMap((line) => line.left) ?? []
  const { clusters } = await client.call<{ clusters: readonly { id: string }[] }>('GET', '/api/clusters')
  return [
    ...(phase === 'deleted' ? [] : [`the deleted cluster is ${phase}`]),
    ...(receipt === null ? ['the deletion left no receipt'] : []),
    ...(left.length === 0 ? [] : [`the receipt names ${left.join(', ')}`]),
    ...(clusters.some(({ id }) => id === clusterId) ? ['the deleted cluster is still listed'] : []),
  ]
}
