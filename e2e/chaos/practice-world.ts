import { existsSync } from 'node:fs'
import path from 'node:path'
import type { PanelClient } from '@/e2e/panel-client'
import { type Clock, systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { LiveCluster } from '@/lib/shared/live-cluster/live-cluster'
import type { ChaosWorld } from './chaos-world'
import { doubledLines } from './doubled-lines'

const LOOK_DEADLINE_MS = 60_000
const clock: Clock = systemClock

/** Simulated machines at twenty times their speed. */
export function practiceWorld(): ChaosWorld {
  return {
    limits: { machines: { least: 1, most: 4 }, apps: ['go-echo'], runMs: 4_000 },
    // No Go toolchain to be found: simulated machines need no image, and to build one takes longer than all else.
    environment: { BUZZCRATE_PRACTICE_PORT: '0', PATH: pathWithoutGo(), XDG_CACHE_HOME: '/nonexistent' },
    runDeadlineMs: 120_000,
    prepare: async () => undefined,
    async create(client, name, { machines, apps }) {
      const request = { provider: 'practice', name, machines, speed: 20, apps, troubles: [] }
      return client.startCluster(request)
    },
    faultsOf: (client, cluster, state) =>
      state === 'made' ? faultsOfMade(client, cluster.clusterId) : faultsOfDeleted(client, cluster.clusterId),
    contentFaults: doubledLines,
    close: async () => undefined,
  }
}

const pathWithoutGo = (): string =>
  (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !existsSync(path.join(folder, 'go')))
    .join(':')

/** Every machine becomes a Ready Kubernetes node, once the watcher is back. */
async function faultsOfMade(client: PanelClient, clusterId: string): Promise<string[]> {
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
    clock,
    signal: new AbortController().signal,
  }).catch((error: unknown) => [String(error)])
}

/** A receipt that found nothing left, and no machine any more. */
async function faultsOfDeleted(client: PanelClient, clusterId: string): Promise<string[]> {
  const { phase, receipt } = await client.call<{ phase: string; receipt: { left?: unknown[] } | null }>(
    'GET',
    `/api/clusters/${clusterId}`,
  )
  const { clusters } = await client.call<{ clusters: readonly { id: string }[] }>('GET', '/api/clusters')
  return [
    ...(phase === 'deleted' ? [] : [`the deleted cluster is ${phase}`]),
    ...(receipt === null ? ['the deletion left no receipt'] : []),
    ...(clusters.some(({ id }) => id === clusterId) ? ['the deleted cluster is still listed'] : []),
  ]
}
