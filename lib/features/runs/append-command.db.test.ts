import { expect, it } from 'vitest'
import { z } from 'zod'
import { toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { PlanBuilder } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { defineStep } from '@/lib/engine/step'
import { openBus } from '@/lib/events/bus'
import { busTopics } from '@/lib/events/bus-topics'
import { loadEvents, PostgresRunJournal } from '@/lib/events/run-journal'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { appendCommand } from './append-command'

const url = provideTestDatabase()
const signal = new AbortController().signal
const claim = (by: string): RunEvent => ({ at: 1, type: 'claimed', by })
const journalOf = (runId: string) => new PostgresRunJournal({ runId, signal })

const step = defineStep({
  name: 'thing.make',
  title: 'Make',
  explain: { what: '', why: '', byHand: [], scripts: [] },
  input: z.object({}),
  output: z.string(),
  timeoutMs: 1_000,
  run: async () => '',
  undo: 'nothing-to-undo',
})
function onePlan() {
  const builder = new PlanBuilder('one', { lanes: [{ id: 'l', title: 'l', subtitle: '' }], stages: ['s'] })
  builder.add('a', step, {}, { lane: 'l', stage: 's' })
  return builder.build()
}

it('takes a command behind the worker’s events, with the status that follows', async () => {
  const { runId } = await seedRun({ plan: onePlan() })
  const journal = journalOf(runId)
  await journal.append(1, [claim('w'), { at: 2, type: 'started', node: 'a' }])
  const [, cancelled] = await Promise.all([
    journal.append(3, [{ at: 3, type: 'failed', node: 'a', error: toFailure(new Error('no')) }]),
    appendCommand(runId, { type: 'cancel_requested', outcome: 'undo', actor: 'u' }).catch((error) => error),
  ])
  if (cancelled instanceof Error) {
    // The failure came first, so the run had stopped by itself.
    expect(cancelled).toMatchObject({ code: 'run-refuses', userMessage: 'The run has stopped already.' })
  } else {
    expect(cancelled.status).toBe('unwinding')
    expect(await db().run.findUnique({ where: { id: runId } })).toMatchObject({
      status: 'unwinding',
      statusSeq: cancelled.seq,
    })
  }
})

it('refuses a command that makes no sense, in plain words', async () => {
  const { runId } = await seedRun({ plan: onePlan() })
  await expect(appendCommand(runId, { type: 'retry_requested', actor: 'u' })).rejects.toMatchObject({
    code: 'run-refuses',
    userMessage: 'The run is still going.',
  })
  await expect(appendCommand(runId, { type: 'skipped', node: 'a', output: null })).rejects.toMatchObject({
    code: 'run-refuses',
  })
  await expect(appendCommand('nothing', { type: 'retry_requested', actor: 'u' })).rejects.toMatchObject({
    code: 'not-found',
  })
})

it('gives a command whole or not at all, and hints at it only when it is given', async () => {
  const { runId, clusterId } = await seedRun({ plan: onePlan() })
  const hints: string[] = []
  const bus = openBus(url())
  for (const topic of [busTopics.runEvents(runId), busTopics.clusters, busTopics.home]) {
    await new Promise<void>((listening) => {
      bus.subscribe(topic, (pointer) => hints.push(pointer), listening)
    })
  }
  const cancel = { type: 'cancel_requested', outcome: 'undo', actor: 'u' } as const
  const failing = appendCommand(runId, cancel, async () => {
    throw new Error('the audit entry cannot be written')
  })
  await expect(failing).rejects.toThrow('cannot be written')
  expect(await loadEvents(runId, 0)).toEqual([])
  expect(await db().run.findUnique({ where: { id: runId } })).toMatchObject({ status: 'running', statusSeq: 0 })
  expect(await appendCommand(runId, cancel)).toEqual({ seq: 1, status: 'undone' })
  await expect.poll(() => hints).toHaveLength(3)
  expect(hints).toEqual(expect.arrayContaining(['1', clusterId]))
  await bus.close()
})

it('lets commands and a worker that append at once wait for each other, never for ever', async () => {
  const { runId } = await seedRun({ plan: onePlan() })
  const journal = journalOf(runId)
  const worker = async () => {
    for (let appended = 0; appended < 20; ) {
      const { length } = await journal.load(0)
      if (await journal.append(length + 1, [claim('w')])) appended++
    }
  }
  const person = async () => {
    for (let given = 0; given < 10; given++)
      await appendCommand(runId, { type: 'undo_given_up', node: 'a', actor: 'u' }).catch((error) =>
        expect(error).toMatchObject({ code: 'run-refuses' }),
      )
  }
  const canceller = async () => {
    for (let given = 0; given < 10; given++)
      await appendCommand(runId, { type: 'cancel_requested', outcome: 'hold', actor: 'u' }).catch((error) =>
        expect(error).toMatchObject({ code: 'run-refuses' }),
      )
  }
  await Promise.all([worker(), person(), canceller()])
  expect((await loadEvents(runId, 0)).filter(({ type }) => type === 'claimed')).toHaveLength(20)
})
