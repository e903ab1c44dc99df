import { afterAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { pool } from '@/lib/db/pool'
import type { RunEvent } from '@/lib/engine/state'
import { closeBus } from '@/lib/events/bus'
import { PostgresRunJournal } from '@/lib/events/run-journal'
import { closeRunQueue } from '@/lib/queue/run-queue'
import { demoPlan, demoSteps } from '@/lib/testing/demo/demo-steps'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { type SeededRun, seedRun } from '@/lib/testing/seed-run'
import { appendCommand } from './append-command'
import { cancelRun } from './cancel-run'
import { cleanUpRun } from './clean-up-run'
import { giveUpUndo } from './give-up-undo'
import { listRuns, readRun, runLogPage } from './queries'
import { retryRun } from './retry-run'
import { supersedeRestingRun } from './run-lock'
import { skipNode } from './skip-node'
import { startRun } from './start-run'
import { saveRunStatus } from './write-run-status'

provideTestDatabase()
afterAll(async () => {
  await closeRunQueue()
  await closeBus()
})

const plan = demoPlan({ lanes: 1 })
const signal = new AbortController().signal
const actorOf = ({ ownerId }: SeededRun): Actor => ({ userId: ownerId, role: 'member' })
const clusterOf = ({ clusterId }: SeededRun) => ({ type: 'cluster', id: clusterId })
const append = (runId: string, firstSeq: number, events: readonly RunEvent[]) =>
  new PostgresRunJournal({ runId, signal }).append(firstSeq, events)

/** A run whose `lane1` failed: held, with the cluster locked. */
async function heldRun(): Promise<SeededRun> {
  const seeded = await seedRun({ plan })
  await append(seeded.runId, 1, [
    { at: 1_000, type: 'claimed', by: 'w' },
    { at: 1_000, type: 'started', node: 'first' },
    { at: 3_000, type: 'succeeded', node: 'first', output: 'private' },
    { at: 3_000, type: 'started', node: 'lane1' },
    { at: 4_000, type: 'failed', node: 'lane1', error: toFailure(new Error('no')) },
  ])
  await saveRunStatus(seeded.runId, 'held', 5)
  await db().runLock.create({ data: { key: `cluster:${seeded.clusterId}`, runId: seeded.runId } })
  return seeded
}

describe('starting a run', () => {
  it('numbers the runs of a cluster and lets one at a time change it', async () => {
    const seeded = await seedRun({ plan, status: 'succeeded' })
    const actor = actorOf(seeded)
    const started = await Promise.allSettled(
      ['one', 'two', 'three'].map((title) => startRun(actor, { subject: clusterOf(seeded), title, plan })),
    )
    const won = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(won).toMatchObject([{ number: 2 }])
    const lost = started.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(lost).toMatchObject([
      { code: 'subject-busy', details: { runId: won[0]?.runId, number: 2 } },
      { code: 'subject-busy', userMessage: expect.stringContaining('is being changed by run 2') },
    ])
  })

  it('does nothing when what belongs to it fails, and refuses somebody else’s cluster', async () => {
    const seeded = await seedRun({ status: 'succeeded' })
    const run = { subject: clusterOf(seeded), title: 't', plan }
    const failing = startRun(actorOf(seeded), run, async (transaction) => {
      await transaction.cluster.update({ where: { id: seeded.clusterId }, data: { name: 'other' } })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const stranger = actorOf(await seedRun())
    await expect(startRun(stranger, run)).rejects.toMatchObject({ code: 'not-found' })
    expect(await db().cluster.findUnique({ where: { id: seeded.clusterId } })).toMatchObject({ name: 'crate' })
    expect(await db().runLock.count({ where: { key: `cluster:${seeded.clusterId}` } })).toBe(0)
  })
})

describe('reading runs', () => {
  it('shows a run with its events, without inputs and outputs, to its owner and admins only', async () => {
    const seeded = await heldRun()
    const data = await readRun(actorOf(seeded), seeded.runId)
    expect(data.run).toMatchObject({
      number: 1,
      status: 'held',
      subject: { type: 'cluster', id: seeded.clusterId, name: 'crate' },
    })
    expect(data.events).toHaveLength(5)
    expect(JSON.stringify(data)).not.toContain('private')
    expect(data.plan.nodes.every((node) => node.input === null)).toBe(true)
    await expect(readRun(actorOf(await seedRun()), seeded.runId)).rejects.toMatchObject({ code: 'not-found' })
    expect(await readRun({ userId: 'a', role: 'admin' }, seeded.runId)).toMatchObject({ run: { id: seeded.runId } })
    await expect(runLogPage(actorOf(await seedRun()), seeded.runId, { after: 0, limit: 1 })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(await listRuns(actorOf(seeded))).toMatchObject([{ id: seeded.runId }])
  })

  it('estimates steps from earlier runs that succeeded', async () => {
    for (const seconds of [2, 4, 30]) {
      const { runId } = await seedRun({ plan: { ...plan, recipe: 'estimated' }, status: 'succeeded' })
      await append(runId, 1, [
        { at: 0, type: 'started', node: 'first' },
        { at: seconds * 1_000, type: 'succeeded', node: 'first', output: '' },
      ])
    }
    const seeded = await seedRun({ plan: { ...plan, recipe: 'estimated' } })
    expect((await readRun(actorOf(seeded), seeded.runId)).estimates).toEqual({ 'demo.work': 4 })
  })
})

describe('a person’s commands', () => {
  it('retries, cancels and cleans up, and says why when it may not be', async () => {
    const seeded = await heldRun()
    const actor = actorOf(seeded)
    await expect(cancelRun(actor, seeded.runId, 'hold')).rejects.toMatchObject({
      code: 'run-refuses',
      userMessage: 'The run has stopped already.',
    })
    await expect(retryRun(actor, seeded.runId, 'first')).rejects.toMatchObject({ code: 'run-refuses' })
    expect(await retryRun(actor, seeded.runId, 'lane1')).toEqual({ status: 'running', seq: 6 })
    expect(await cancelRun(actor, seeded.runId, 'undo')).toMatchObject({ status: 'unwinding' })
    await expect(cleanUpRun(actor, seeded.runId)).rejects.toMatchObject({ userMessage: 'The clean-up is going on.' })
    expect(await db().auditEntry.findMany({ where: { subjectId: seeded.runId } })).toMatchObject([
      { action: 'run.retry' },
      { action: 'run.cancel' },
    ])
  })

  it('skips a failed node where its step allows it', async () => {
    const seeded = await heldRun()
    const actor = actorOf(seeded)
    const failed = { runId: seeded.runId, node: 'lane1' }
    await expect(skipNode(actor, failed, new Map())).rejects.toMatchObject({ code: 'step-needed' })
    expect(await skipNode(actor, failed, demoSteps)).toMatchObject({ status: 'running' })
  })

  it('gives up an undo that failed, and only such a one', async () => {
    const seeded = await heldRun()
    const actor = actorOf(seeded)
    const node = { runId: seeded.runId, node: 'lane1' }
    await expect(giveUpUndo(actor, node)).rejects.toMatchObject({ code: 'run-refuses' })
    const { seq } = await cleanUpRun(actor, seeded.runId)
    const error = { code: 'gone', message: 'm', userMessage: 'u', retryable: true, details: {} }
    await append(seeded.runId, seq + 1, [
      { at: 0, type: 'undo_started', node: 'lane1' },
      { at: 0, type: 'undo_failed', node: 'lane1', error },
    ])
    expect(await giveUpUndo(actor, node)).toMatchObject({ status: 'unwinding', seq: seq + 3 })
    expect(
      await db().auditEntry.findMany({ where: { subjectId: seeded.runId, action: 'run.give-up-undo' } }),
    ).toMatchObject([{ details: { node: 'lane1' } }])
  })

  const superseding = (seeded: SeededRun) => {
    const subject = clusterOf(seeded)
    const run = { subject, title: 'Deleting crate', plan }
    return startRun(actorOf(seeded), run, (transaction) => supersedeRestingRun(transaction, subject))
  }
  const waitsForLock = async () =>
    (await pool().query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`))
      .rowCount

  it('come before a deletion that meets one of them, and then the deletion finds a run going on', async () => {
    const seeded = await heldRun()
    let deletion: Promise<unknown> = Promise.resolve()
    await appendCommand(seeded.runId, { type: 'retry_requested', actor: 'u' }, async (transaction) => {
      await transaction.$queryRaw`select 1 from run_lock where "runId" = ${seeded.runId} for update`
      deletion = superseding(seeded).catch((error) => error)
      await expect.poll(waitsForLock).toBe(1)
    })
    expect(await deletion).toMatchObject({ code: 'subject-busy', details: { runId: seeded.runId } })
  })

  it('and a deletion at the same moment exclude each other', async () => {
    for (let round = 0; round < 6; round++) {
      const seeded = await heldRun()
      const settled = await Promise.allSettled([retryRun(actorOf(seeded), seeded.runId), superseding(seeded)])
      const lost = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
      expect([['run-refuses'], ['subject-busy']]).toContainEqual(lost)
      const [goesOn, ...others] = await db().run.findMany({
        where: { subjectId: seeded.clusterId, status: 'running' },
        select: { lock: { select: { key: true } } },
      })
      expect(goesOn).toEqual({ lock: { key: `cluster:${seeded.clusterId}` } })
      expect(others).toEqual([])
    }
  })

  it('are refused to strangers', async () => {
    const { runId } = await heldRun()
    const stranger = actorOf(await seedRun())
    const attempts = [
      retryRun(stranger, runId),
      cancelRun(stranger, runId, 'undo'),
      cleanUpRun(stranger, runId),
      giveUpUndo(stranger, { runId, node: 'lane1' }),
      skipNode(stranger, { runId, node: 'lane1' }, demoSteps),
    ]
    await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toMatchObject({ code: 'not-found' })))
  })
})

it('keeps what a later event said, when an earlier one is saved late', async () => {
  const seeded = await heldRun()
  const { runId } = seeded
  await saveRunStatus(runId, 'succeeded', 9)
  await saveRunStatus(runId, 'held', 8)
  expect(await db().run.findUnique({ where: { id: runId } })).toMatchObject({ status: 'succeeded', statusSeq: 9 })
  expect(await db().runLock.count({ where: { runId } })).toBe(0)
})
