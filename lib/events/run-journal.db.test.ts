import { expect, it } from 'vitest'
import { toFailure } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { RunEvent } from '@/lib/engine/state'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { seedRun } from '@/lib/testing/seed-run'
import { openBus } from './bus'
import { busTopics } from './bus-topics'
import { PostgresRunJournal } from './run-journal'

const url = provideTestDatabase()
const signal = new AbortController().signal
const claim = (by: string): RunEvent => ({ at: 1, type: 'claimed', by })
const journalOf = (runId: string) => new PostgresRunJournal({ runId, signal, redact: (t) => t.replaceAll('pw', '*') })

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
    claimedBy: 'a',
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
