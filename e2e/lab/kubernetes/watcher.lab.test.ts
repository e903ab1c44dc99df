import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClusterView } from '@/lib/contracts/live-clusters'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { closeDatabase, db } from '@/lib/db/client'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrate, readMigrations } from '@/lib/db/migrate'
import { pool } from '@/lib/db/pool'
import { loadView } from '@/lib/events/live-view-table'
import { kubernetesClusterApis } from '@/lib/kubernetes/cluster-api'
import type { ClusterApi, KubeObject } from '@/lib/ports/cluster-api'
import { type NetworkCable, networkCable } from '@/lib/testing/network-cable'
import { scaledMs } from '@/lib/testing/pace'
import { seedRun } from '@/lib/testing/seed-run'
import { databaseVault } from '@/lib/vault/database-vault'
import { type RealCluster, startRealCluster, whyNoCluster, withServer } from './real-cluster'

const why = await whyNoCluster()
if (why !== undefined) console.warn(`SKIPPED the watcher on a real cluster: ${why}`)

describe.skipIf(why !== undefined)('watchers of a real cluster', () => {
  const signal = new AbortController().signal
  const watchers = new Set<ChildProcess>()
  let cluster: RealCluster
  let cable: NetworkCable
  let api: ClusterApi
  let clusterId: string
  let folder: string
  let stopPostgres = async () => {}

  beforeAll(async () => {
    cluster = await startRealCluster('watcher', 2)
    api = kubernetesClusterApis().open(cluster.kubeconfig)
    folder = await mkdtemp(path.join(tmpdir(), 'buzzcrate-watcher-'))
    // The database's own user must be able to enter.
    await chmod(folder, 0o755)
    const postgres = await startEmbeddedPostgres({ folder, password: 'test', durable: false })
    stopPostgres = () => postgres.stop()
    const admin = new pg.Client(postgres.url('postgres'))
    await admin.connect()
    await admin.query('create database watched')
    await admin.end()
    process.env['DATABASE_URL'] = postgres.url('watched')
    process.env['BUZZCRATE_SECRET_KEY'] = randomBytes(32).toString('base64url')
    await migrate(postgres.url('watched'), await readMigrations(path.resolve('prisma/migrations')))

    const address = /server: https:\/\/([\d.]+):(\d+)/.exec(cluster.kubeconfig)
    cable = await networkCable(Number(address?.[2]), address?.[1])
    const seeded = await seedRun()
    clusterId = seeded.clusterId
    const kubeconfig = withServer(cluster.kubeconfig, `https://127.0.0.1:${cable.port}`)
    const label = { kind: 'kubeconfig', ownerId: seeded.ownerId, clusterId }
    const kubeconfigSecretId = await databaseVault().seal(kubeconfig, label)
    await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId } })
  })

  afterAll(async () => {
    for (const watcher of watchers) watcher.kill('SIGKILL')
    api?.close()
    await cable?.close()
    await closeDatabase()
    await stopPostgres()
    await cluster?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  async function startWatcher(): Promise<ChildProcess> {
    const argv = ['--import', 'tsx', path.join(import.meta.dirname, 'watch-process.ts')]
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    watchers.add(child)
    await once(child.stdout, 'data')
    return child
  }

  async function end(child: ChildProcess, how: NodeJS.Signals): Promise<void> {
    const ended = once(child, 'exit')
    child.kill(how)
    await ended
    watchers.delete(child)
  }

  const holder = async (): Promise<string | undefined> => {
    const lease = await db().watchLease.findUnique({ where: { clusterId } })
    return lease === null || lease.expiresAt.getTime() < Date.now() ? undefined : lease.holder
  }

  /** Waits for the view to be so; gives it with how long it took. */
  async function untilView(what: string, deadlineMs: number, holds: (view: ClusterView) => boolean) {
    const begun = performance.now()
    const view = await waitFor({
      look: async () => {
        const seen = await loadView(clusterId, pool())
        return seen !== undefined && holds(seen) ? seen : undefined
      },
      everyMs: 20,
      deadlineMs,
      onDeadline: () => new AppError('test-waited', { userMessage: `waited in vain until the view has ${what}` }),
      clock: systemClock,
      signal,
    })
    return { view, tookMs: Math.round(performance.now() - begun) }
  }

  const hasConfig = (name: string) => (view: ClusterView) =>
    Object.values(view.rows.services).some((service) => service.name === name)

  const service = (name: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ports: [{ port: 80 }], selector: { app: name } },
  })

  it('show the cluster soon after they start, over few connections', async () => {
    await startWatcher()
    const nodes = (await api.nodes(signal)).length
    const { tookMs } = await untilView('all nodes', scaledMs(30_000), ({ connection, rows }) => {
      return connection.state === 'live' && Object.values(rows.nodes).filter((node) => node.ready).length === nodes
    })
    console.log(`the view was there ${tookMs} ms after the watcher began`)
    expect(cable.connections).toBeLessThanOrEqual(12)
  })

  it('show a change within a second', async () => {
    const times: number[] = []
    for (let round = 0; round < 10; round += 1) {
      const name = `change-${newId()}`
      await api.apply([service(name)], signal)
      times.push((await untilView(name, scaledMs(5_000), hasConfig(name))).tookMs)
      await api.remove([{ apiVersion: 'v1', kind: 'Service', name, namespace: 'default' }], signal)
    }
    times.sort((a, b) => a - b)
    console.log(`a change is in the database after ${times.join(', ')} ms`)
    expect(times[5]).toBeLessThan(scaledMs(1_000))
  })

  it('take over from one that was killed, and go on with its numbers', async () => {
    const [first] = watchers
    const second = await startWatcher()
    const firstHolder = await holder()
    expect(firstHolder).toContain(`/${first?.pid}/`)
    const { seq } = (await untilView('anything', scaledMs(10_000), () => true)).view
    if (first !== undefined) await end(first, 'SIGKILL')
    const begun = performance.now()
    const name = `after-kill-${newId()}`
    await api.apply([service(name)], signal)
    const { view } = await untilView(name, scaledMs(20_000), hasConfig(name))
    console.log(`taken over ${Math.round(performance.now() - begun)} ms after the kill`)
    expect(await holder()).toContain(`/${second.pid}/`)
    expect(view.seq).toBeGreaterThan(seq)
    expect(view.connection.state).toBe('live')
  })

  it('say that the cluster does not answer, keep what they know, and catch up', async () => {
    cable.cut()
    const { view } = await untilView(
      'no answer',
      scaledMs(10_000),
      ({ connection }) => connection.state === 'unreachable',
    )
    expect(view.connection.words).toContain('does not answer')
    expect(view.connection.lastSeenAt).toBeGreaterThan(Date.now() - 60_000)
    expect(Object.keys(view.rows.nodes).length).toBeGreaterThan(0)
    const name = `while-cut-${newId()}`
    await api.apply([service(name)], signal)
    cable.mend()
    const caughtUp = await untilView(
      name,
      scaledMs(15_000),
      (seen) => hasConfig(name)(seen) && seen.connection.state === 'live',
    )
    console.log(`caught up ${caughtUp.tookMs} ms after the cable was mended`)
    expect(Object.values(caughtUp.view.rows.nodes).every((node) => node.ready)).toBe(true)
  })

  it('notice a connection that died without a word', async () => {
    cable.freeze()
    const { tookMs } = await untilView(
      'no answer',
      scaledMs(45_000),
      ({ connection }) => connection.state === 'unreachable',
    )
    console.log(`noticed a silent connection after ${tookMs} ms`)
    cable.mend()
    cable.drop()
    await untilView('an answer', scaledMs(20_000), ({ connection }) => connection.state === 'live')
  })

  it('give the cluster back when they are asked to end', async () => {
    for (const watcher of watchers) await end(watcher, 'SIGTERM')
    expect(await holder()).toBeUndefined()
  })

  it('forget a cluster whose access was taken away', async () => {
    const watcher = await startWatcher()
    await untilView('anything', scaledMs(30_000), () => true)
    await waitFor({
      look: async () => ((await holder()) === undefined ? undefined : true),
      everyMs: 50,
      deadlineMs: scaledMs(20_000),
      onDeadline: () => new AppError('test-waited', { userMessage: 'nobody took the cluster' }),
      clock: systemClock,
      signal,
    })
    await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId: null } })
    await waitFor({
      look: async () => ((await loadView(clusterId)) === undefined ? true : undefined),
      everyMs: 50,
      deadlineMs: scaledMs(10_000),
      onDeadline: () => new AppError('test-waited', { userMessage: 'the view is still there' }),
      clock: systemClock,
      signal,
    })
    expect(await holder()).toBeUndefined()
    await end(watcher, 'SIGTERM')
  })
})
