import { expect, it } from 'vitest'
import { z } from 'zod'
import { toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { PlanBuilder } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { defineStep } from '@/lib/engine/step'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { appendCommand } from './append-command'
import { openBus } from './bus'
import { busTopics } from './bus-topics'
import { PostgresRunJournal } from './run-journal'

const url = provideTestDatabase()
const signal = new AbortController().signal
const claim = (by: string): RunEvent => ({ at: 1, type: 'claimed', by })
const journalOf = (runId: string) => new PostgresRunJournal({ runId, signal, redact: (t) => t.replaceAll('pw', '*') })

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

it('appends all events or none, in order, and refuses a number that is taken', async () => {
  const { runId } = await seedRun()
  const journal = journalOf(runId)
  expect(await journal.append(1, [claim('a'), { at: 2, type: 'started', node: 'x' }])).toBe(true)
  expect(await journal.append(2, [claim('b'), claim('c')])).toBe(false)
  expect(await journal.append(3, [{ at: 3, type: 'succeeded', node: 'x', output: { n: [1] } }])).toBe(true)
  expect(await journal.load(1)).toEqual([
    { at: 2, type: 'started', node: 'x' },
    { at: 3, type: 'succeeded', node: 'x', output: { n: [1] } },
  ])
  expect(await db().run.findUnique({ where: { id: runId } })).toMatchObject({
    owner: 'a',
    startedAt: expect.any(Date),
  })
})

it('lets exactly one of many workers have a number', async () => {
  const { runId } = await seedRun()
  const won = await Promise.all(Array.from('abcdefgh', (by) => journalOf(runId).append(1, [claim(by)])))
  expect(won.filter(Boolean)).toHaveLength(1)
})

it('hides secrets in errors, and stores what jsonb cannot hold', async () => {
  const { runId } = await seedRun()
  const error = toFailure(new Error('pw is wrong\0 \ud800'))
  await journalOf(runId).append(1, [{ at: 1, type: 'failed', node: 'x', error }])
  const [event] = await journalOf(runId).load(0)
  expect(event).toMatchObject({ error: { message: '* is wrong \ufffd' } })
})

it('wakes whoever follows the run', async () => {
  const { runId } = await seedRun()
  const bus = openBus(url())
  const hints: string[] = []
  await new Promise<void>((listening) => {
    bus.subscribe(busTopics.runEvents(runId), (pointer) => hints.push(pointer), listening)
  })
  await journalOf(runId).append(1, [claim('a'), claim('b')])
  await expect.poll(() => hints).toEqual(['2'])
  await bus.close()
})

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
