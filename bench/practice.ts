import { setTimeout as delay } from 'node:timers/promises'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import type { ClusterDetail } from '@/lib/contracts/clusters'
import { closeDatabase, db } from '@/lib/db/client'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { ClusterApi } from '@/lib/ports/cluster-api'
import { reachOf } from '@/lib/providers/find-definition'
import { scaledMs } from '@/lib/testing/pace'
import { runningPanel } from '@/workers/supervisor/panel-file'
import type { Bench } from './bench'
import { memoryMb } from './support/memory'
import { percentile } from './support/percentile'
import { chooseDatabase } from './support/seed-cluster'

const CLUSTERS = 30
const MACHINES = 3
const AT_ONCE = 6
const SETTLE_MS = 15_000
const CALLS = 100
const PAUSE_MS = 100
const RUN_DEADLINE_MS = scaledMs(180_000)
const never = new AbortController().signal

const workerMb = (panel: TestPanel) => memoryMb(panel.pid('practice') ?? 0)
const panelMb = (panel: TestPanel) => memoryMb(runningPanel(panel.dataDir)?.pid ?? 0)

/** Makes a practice cluster with go-echo and returns its kubeconfig. */
async function makeCluster(panel: TestPanel, cookie: string, name: string): Promise<string> {
  const client = new PanelClient(panel.url, cookie)
  const { clusterId } = await client.call<{ clusterId: string }>('POST', '/api/clusters', {
    provider: 'practice',
    name,
    machines: MACHINES,
    speed: 20,
    apps: ['go-echo'],
  })
  const { runs } = await client.call<ClusterDetail>('GET', `/api/clusters/${clusterId}`)
  await client.untilRunIs(runs[0]?.id ?? '', 'succeeded', RUN_DEADLINE_MS)
  const file = await fetch(`${panel.url}/api/clusters/${clusterId}/kubeconfig`, { headers: { cookie } })
  return file.text()
}

/** Calls one cluster again and again, as somebody who looks at it would; the answers' times in ms. */
async function callOften(api: ClusterApi): Promise<readonly number[]> {
  const tookMs: number[] = []
  for (let call = 0; call < CALLS; call++) {
    // Before each, so that all do not begin together.
    await delay(PAUSE_MS * (0.5 + Math.random()))
    const startedAt = performance.now()
    if (call % 2 === 0) await api.nodes(never)
    else await api.pods('default', '', never)
    tookMs.push(performance.now() - startedAt)
  }
  return tookMs
}

export const bench: Bench = {
  about: 'memory of many practice clusters in one process, and how fast their APIs answer (--clusters 30)',
  run: async ({ say, flags }) => {
    const clusters = Number(flags.get('clusters') || CLUSTERS)
    const panel = await startPanel({ env: { BUZZCRATE_PRACTICE_PORT: '0' } })
    try {
      const cookie = await createFirstAccount(panel)
      chooseDatabase(panel.databaseUrl)
      const value = { aMember: clusters, aPanel: clusters }
      await db().setting.create({ data: { key: 'practice-limits', value } })
      await delay(SETTLE_MS)
      const before = { worker: workerMb(panel), panel: panelMb(panel) }
      const kubeconfigs: string[] = []
      for (let first = 0; first < clusters; first += AT_ONCE) {
        const names = Array.from(
          { length: Math.min(AT_ONCE, clusters - first) },
          (_, index) => `bench-${first + index}`,
        )
        kubeconfigs.push(...(await Promise.all(names.map((name) => makeCluster(panel, cookie, name)))))
        say(`${kubeconfigs.length} of ${clusters} clusters`)
      }
      await delay(SETTLE_MS)
      const extraMb = Math.round(workerMb(panel) - before.worker)
      const panelExtraMb = Math.round(panelMb(panel) - before.panel)
      say(`${CALLS} calls to each`)
      const apis = kubeconfigs.map((kubeconfig) => kubernetesClusterApis().open(kubeconfig, reachOf('practice')))
      // The first call makes the connection; thirty handshakes at once are not what is measured.
      await Promise.all(apis.map((api) => api.nodes(never)))
      const tookMs = (await Promise.all(apis.map(callOften))).flat()
      for (const api of apis) api.close()
      return {
        clusters,
        machines: clusters * MACHINES,
        extraMb,
        panelExtraMb,
        workerMb: Math.round(workerMb(panel)),
        p50Ms: percentile(tookMs, 0.5),
        p99Ms: percentile(tookMs, 0.99),
        busyExtraMb: Math.round(workerMb(panel) - before.worker),
      }
    } finally {
      await closeDatabase()
      await panel.stop()
    }
  },
}
