import { describe, expect, it } from 'vitest'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { pool } from '@/lib/db/pool'
import { applyDelta, type ClusterDelta, emptyView } from '@/lib/shared/live-cluster/cluster-view'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { bus, closeBus } from './bus'
import { busTopics } from './bus-topics'
import { appendDelta, DELTAS_KEPT, forgetView, loadDeltas, loadView, saveSnapshot } from './live-view-table'
import { isWatched, releaseLease, renewLeases, takeLease } from './watch-leases'

provideTestDatabase()

async function clusterWithAccess(): Promise<string> {
  const { clusterId } = await seedRun()
  await db().cluster.update({ where: { id: clusterId }, data: { kubeconfigSecretId: newId() } })
  return clusterId
}

const delta = (seq: number, words = `view ${seq}`): ClusterDelta => ({
  seq,
  connection: { state: 'live', since: 0, lastSeenAt: 0, words },
  upserts: {},
  removes: {},
})

const expire = (clusterId: string) =>
  pool().query(
    `update watch_lease set "expiresAt" = now() at time zone 'utc' - interval '1 second' where "clusterId" = $1`,
    [clusterId],
  )

describe('watch leases', () => {
  it('belong to one holder until they run out', async () => {
    const clusterId = await clusterWithAccess()
    expect(await isWatched(clusterId)).toBe(false)
    expect(await takeLease(clusterId, 'one', 60_000)).toBe(true)
    expect(await takeLease(clusterId, 'two', 60_000)).toBe(false)
    expect(await takeLease(clusterId, 'one', 60_000)).toBe(true)
    expect(await isWatched(clusterId)).toBe(true)
    await expire(clusterId)
    expect(await isWatched(clusterId)).toBe(false)
    expect(await takeLease(clusterId, 'two', 60_000)).toBe(true)
    await releaseLease(clusterId, 'one')
    expect(await isWatched(clusterId)).toBe(true)
    await releaseLease(clusterId, 'two')
    expect(await takeLease(clusterId, 'one', 60_000)).toBe(true)
  })

  it('are renewed together, and tell of the clusters that want a watcher', async () => {
    const [mine, free] = [await clusterWithAccess(), await clusterWithAccess()]
    const { clusterId: noAccess } = await seedRun()
    await takeLease(mine, 'me', 1)
    await expire(mine)
    const clusters = await renewLeases('me', 60_000)
    const about = (id: string) => clusters.find((each) => each.clusterId === id)
    expect(about(mine)).toMatchObject({ holder: 'me', held: true })
    expect(about(free)).toMatchObject({ holder: null, held: false })
    expect(about(noAccess)).toBeUndefined()
    expect(await isWatched(mine)).toBe(true)
  })

  it('are not given for a cluster that is gone', async () => {
    expect(await takeLease('nosuch', 'me', 60_000)).toBe(false)
  })
})

describe('the live view in the database', () => {
  it('is a snapshot and the deltas after it', async () => {
    const clusterId = await clusterWithAccess()
    expect(await loadView(clusterId)).toBeUndefined()
    await takeLease(clusterId, 'me', 60_000)
    let view = emptyView(0)
    for (const seq of [1, 2, 3]) {
      expect(await appendDelta(clusterId, 'me', delta(seq))).toBe(true)
      view = applyDelta(view, delta(seq)) ?? view
      if (seq === 2) await saveSnapshot(clusterId, 'me', view)
    }
    expect(await loadView(clusterId)).toEqual(view)
    expect((await loadDeltas(clusterId, 1)).map(({ seq }) => seq)).toEqual([2, 3])
    await forgetView(clusterId)
    expect(await loadView(clusterId)).toBeUndefined()
  })

  it('is written by the holder of the lease only, and each number once', async () => {
    const clusterId = await clusterWithAccess()
    await takeLease(clusterId, 'old', 60_000)
    expect(await appendDelta(clusterId, 'old', delta(1))).toBe(true)
    expect(await appendDelta(clusterId, 'old', delta(1))).toBe(false)
    await expire(clusterId)
    await takeLease(clusterId, 'new', 60_000)
    expect(await appendDelta(clusterId, 'old', delta(2))).toBe(false)
    await saveSnapshot(clusterId, 'old', { ...emptyView(0), seq: 9 })
    expect(await loadView(clusterId)).toBeUndefined()
    expect(await appendDelta(clusterId, 'new', delta(2))).toBe(true)
  })

  it('keeps some deltas behind the snapshot and drops the rest', async () => {
    const clusterId = await clusterWithAccess()
    await takeLease(clusterId, 'me', 60_000)
    const last = DELTAS_KEPT + 50
    for (let seq = 1; seq <= last; seq += 1) await appendDelta(clusterId, 'me', delta(seq))
    await saveSnapshot(clusterId, 'me', { ...emptyView(0), seq: last })
    const [first] = await loadDeltas(clusterId, 0)
    expect(first?.seq).toBe(51)
    // An older snapshot changes nothing.
    await saveSnapshot(clusterId, 'me', { ...emptyView(0), seq: 3 })
    expect((await loadView(clusterId))?.seq).toBe(last)
  })

  it('wakes those who look', async () => {
    const clusterId = await clusterWithAccess()
    await takeLease(clusterId, 'me', 60_000)
    const hints: string[] = []
    let listening = false
    const stop = bus().subscribe(
      busTopics.clusterLive(clusterId),
      (pointer) => hints.push(pointer),
      () => {
        listening = true
      },
    )
    const until = (holds: () => boolean) =>
      waitFor({
        look: async () => holds() || undefined,
        everyMs: 10,
        deadlineMs: scaledMs(5_000),
        onDeadline: () => new AppError('test-waited', { userMessage: 'no hint came' }),
        clock: systemClock,
        signal: new AbortController().signal,
      })
    await until(() => listening)
    await appendDelta(clusterId, 'me', delta(1))
    await until(() => hints.includes('1'))
    stop()
    await closeBus()
  })
})
