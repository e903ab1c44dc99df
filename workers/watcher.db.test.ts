import { afterAll, describe, expect, it } from 'vitest'
import type { ClusterView } from '@/lib/contracts/live-clusters'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { bus, closeBus } from '@/lib/events/bus'
import { loadView } from '@/lib/events/live-view-table'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { databaseVault } from '@/lib/vault/database-vault'
import { startWatcher } from './watcher'

// What it does with a real cluster is in e2e/lab/kubernetes/watcher.lab.test.ts.

provideTestDatabase()
afterAll(closeBus)

async function seedCluster(kubeconfig: string): Promise<string> {
  const { clusterId, ownerId } = await seedRun()
  const kubeconfigSecretId = await databaseVault().seal(kubeconfig, { kind: 'kubeconfig', ownerId, clusterId })
  await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId } })
  return clusterId
}

const viewOf = (clusterId: string, holds: (view: ClusterView) => boolean): Promise<ClusterView> =>
  waitFor({
    look: async () => {
      const view = await loadView(clusterId)
      return view !== undefined && holds(view) ? view : undefined
    },
    everyMs: 20,
    deadlineMs: scaledMs(15_000),
    onDeadline: () => new AppError('test-waited', { userMessage: 'waited in vain for the view' }),
    clock: systemClock,
    signal: new AbortController().signal,
  })

describe('a watcher', () => {
  it('says why a cluster cannot be asked, gives its leases back, and is at peace with clusters that go', async () => {
    const unusable = await seedCluster('sesame')
    const away = await seedCluster(`
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:9", certificate-authority-data: Y2E= } }]
users: [{ name: u, user: { token: sesame } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
current-context: x
`)
    const stop = new AbortController()
    const watcher = startWatcher({ signal: stop.signal, bus: bus(), vault: databaseVault() })
    const refused = await viewOf(unusable, ({ connection }) => connection.state === 'refused')
    expect(refused.connection.words).toContain('The access file (kubeconfig) of this cluster cannot be used')
    const unreachable = await viewOf(away, ({ connection }) => connection.state === 'unreachable')
    expect(unreachable.connection).toMatchObject({
      lastSeenAt: null,
      words: expect.stringContaining('127.0.0.1:9 does not answer'),
    })
    await db().cluster.delete({ where: { id: away } })
    stop.abort()
    await watcher
    expect(await db().watchLease.count()).toBe(0)
  })
})
