import { expect, it } from 'vitest'
import { pool } from '@/lib/db/pool'
import { scaledMs } from '@/lib/testing/pace'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { openBus, type PostgresBus } from './bus'

const url = provideTestDatabase()

/** Subscribes and waits until listening began. */
async function follow(bus: PostgresBus, topic: string) {
  const seen = { hints: [] as string[], gaps: 0, stop: () => {} }
  await new Promise<void>((listening) => {
    seen.stop = bus.subscribe(
      topic,
      (hint) => seen.hints.push(hint),
      () => {
        seen.gaps += 1
        listening()
      },
    )
  })
  return seen
}

it('brings hints of a topic to all its subscribers, and of no other', async () => {
  const bus = openBus(url())
  const first = await follow(bus, 'run-events:1')
  const second = await follow(bus, 'run-events:1')
  const other = await follow(bus, 'run-events:2')
  await bus.publish('run-events:1', '7')
  await expect.poll(() => [first.hints, second.hints, other.hints]).toEqual([['7'], ['7'], []])
  first.stop()
  await bus.publish('run-events:1', '8')
  await expect.poll(() => second.hints).toEqual(['7', '8'])
  expect(first.hints).toEqual(['7'])
  await bus.close()
})

it('says after a lost connection that hints may have been missed, and goes on', async () => {
  const bus = openBus(url())
  const [one, two] = [await follow(bus, 'a'), await follow(bus, 'b')]
  await pool().query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'buzzcrate bus' and datname = current_database()",
  )
  await expect.poll(() => [one.gaps, two.gaps], { timeout: scaledMs(5_000) }).toEqual([2, 2])
  await bus.publish('b', 'again')
  await expect.poll(() => two.hints).toEqual(['again'])
  await bus.close()
})

it('stops listening when the last subscriber left, and listens again for a new one', async () => {
  const bus = openBus(url())
  const gone = await follow(bus, 'a')
  gone.stop()
  const back = await follow(bus, 'a')
  await bus.publish('a', '1')
  await expect.poll(() => back.hints).toEqual(['1'])
  expect(gone.hints).toEqual([])
  await bus.close()
})
