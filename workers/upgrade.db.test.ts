import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import { closeDatabase, db } from '@/lib/db/client'
import { migrate, readMigrations } from '@/lib/db/migrate'
import { pool } from '@/lib/db/pool'
import type { RunEvent } from '@/lib/engine/state'
import { bus, closeBus } from '@/lib/events/bus'
import { readLines } from '@/lib/events/log-table'
import { loadEvents } from '@/lib/events/run-journal'
import { listRuns, readRun } from '@/lib/features/runs/queries'
import { startRun } from '@/lib/features/runs/start-run'
import { migrateQueue } from '@/lib/queue/migrate-queue'
import { closeRunQueue, queueLocation } from '@/lib/queue/run-queue'
import { createTestDatabase, type TestDatabase } from '@/lib/testing/database'
import { demoPlan, demoSteps } from '@/lib/testing/demo/demo-steps'
import { scaledMs } from '@/lib/testing/pace'
import { runWorker } from './run-worker'

/** The last one of the version in which every run was about a cluster. */
const LAST_OF_CLUSTERS = '20261126095850_practice_holder'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
  process.env['DATABASE_URL'] = database.url
  process.env['BUZZCRATE_SECRET_KEY'] ??= 'k'.repeat(43)
})
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
  await closeDatabase()
  await database.drop()
})

const plan = demoPlan({ lanes: 1, linesPerStep: 3 })
const [ownerId, clusterId, boardsId, going, over] = [newId(), newId(), newId(), newId(), newId()]
const actor = { userId: ownerId, role: 'member' } as const
const cluster = (id: string) => ({ type: 'cluster', id })

const INSERT_RUN = `
  insert into run (id, "clusterId", number, recipe, title, plan, status, owner, "actorId", "endedAt")
  values ($1, $2, $3, $4, $5, $6, $7, 'a/1/b', $8, $9)`

/** A panel with a run that is over, and one that was stopped in the middle: its first step had written one line. */
async function writeAsBefore(): Promise<void> {
  const sql = (text: string, values: readonly unknown[]) => pool().query(text, [...values])
  await sql(`insert into "user" (id, name, email, "updatedAt") values ($1, 'Ada', 'ada@example.org', now())`, [ownerId])
  const insertCluster = `
    insert into cluster (id, "ownerId", provider, name, definition, phase) values ($1, $2, $3, $4, '{}', $5)`
  await sql(insertCluster, [clusterId, ownerId, 'practice', 'crate', 'deleting'])
  await sql(insertCluster, [boardsId, ownerId, 'boards', 'shelf', 'ready'])
  await sql(INSERT_RUN, [
    over,
    clusterId,
    1,
    'create-cluster',
    'Creating crate',
    plan,
    'succeeded',
    ownerId,
    new Date(),
  ])
  await sql(INSERT_RUN, [going, clusterId, 2, 'delete-cluster', 'Deleting crate', plan, 'running', ownerId, null])
  await sql(INSERT_RUN, [newId(), boardsId, 1, 'install-app', 'Installing', plan, 'succeeded', ownerId, new Date()])
  await sql('insert into cluster_lock ("clusterId", "runId") values ($1, $2), ($3, $4)', [
    ...[clusterId, going],
    // Of a run that is gone.
    ...[boardsId, newId()],
  ])
  const events: readonly RunEvent[] = [
    { at: 1, type: 'claimed', by: 'a/1/b' },
    { at: 2, type: 'started', node: 'first' },
  ]
  for (const [index, event] of events.entries()) {
    await sql('insert into run_event ("runId", seq, event) values ($1, $2, $3)', [going, index + 1, event])
  }
  await sql('insert into log_chunk ("runId", "firstSeq", "lastSeq", lines) values ($1, 1, 1, $2)', [
    going,
    JSON.stringify([[1, 'first', 1, 'out', 'written before the upgrade']]),
  ])
}

it(
  'takes over runs of the version that knew clusters only, and drives the one that was going on to its end',
  async () => {
    const migrations = await readMigrations(path.resolve('prisma/migrations'))
    const last = migrations.findIndex(({ name }) => name === LAST_OF_CLUSTERS)
    await migrate(database.url, migrations.slice(0, last + 1))
    await writeAsBefore()
    await migrate(database.url, migrations)
    await migrateQueue(database.url)

    expect(await db().runLock.findMany({ select: { key: true, runId: true } })).toEqual([
      { key: `cluster:${clusterId}`, runId: going },
    ])
    expect(
      (await listRuns(actor, { subject: cluster(clusterId) })).map(({ number, practice }) => [number, practice]),
    ).toEqual(
      expect.arrayContaining([
        [1, true],
        [2, true],
      ]),
    )
    expect(await readRun(actor, going)).toMatchObject({
      run: { subject: { type: 'cluster', id: clusterId, name: 'crate' }, href: `/clusters/${clusterId}/runs/2` },
      effect: 'removes',
    })
    const busy = startRun(actor, { subject: cluster(clusterId), title: 'Another', plan })
    await expect(busy).rejects.toMatchObject({ code: 'subject-busy', details: { runId: going } })

    const stopping = new AbortController()
    const providers = new Set<string>()
    const worker = runWorker({
      steps: demoSteps,
      portsFor({ provider }) {
        providers.add(provider)
        return { ports: undefined, close: async () => {} }
      },
      bus: bus(),
      location: queueLocation(),
      signal: stopping.signal,
    })
    const status = async () => (await db().run.findUniqueOrThrow({ where: { id: going } })).status
    await expect.poll(status, { timeout: scaledMs(15_000) }).toBe('succeeded')
    stopping.abort(new Error('the test ends'))
    await worker

    expect([...providers]).toEqual(['practice'])
    const claims = (await loadEvents(going, 0)).filter(({ type }) => type === 'claimed')
    expect(claims).toHaveLength(2)
    const texts: string[] = []
    for await (const lines of readLines(going)) texts.push(...lines.map(({ text }) => text))
    expect(texts[0]).toBe('written before the upgrade')
    expect(texts.length).toBeGreaterThan(1)
    expect(await db().cluster.findUnique({ where: { id: clusterId } })).toMatchObject({
      phase: 'deleted',
      deletedAt: expect.any(Date),
    })
    expect(await db().runLock.count()).toBe(0)
    // Numbers go on where they were, and the lock of a run that is gone was not taken over.
    expect(await startRun(actor, { subject: cluster(boardsId), title: 'Another', plan })).toMatchObject({ number: 2 })
  },
  scaledMs(60_000),
)
