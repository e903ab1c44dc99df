import { expect, it } from 'vitest'
import { bench as idle } from './idle'
import { bench as logs } from './logs'

// Small editions of the benches, for what holds on a busy machine too. Times are measured by `npm run bench` alone.
const small = (flags: Readonly<Record<string, number>>) => ({
  say: () => {},
  flags: new Map(Object.entries(flags).map(([name, value]) => [name, String(value)])),
})

/** Node gives back what a start took within some ten seconds without work. */
const SETTLE_S = 15

it('brings every log line to every viewer, once', async () => {
  const [viewers, rate, seconds] = [100, 2_000, 2]
  const figures = await logs.run(small({ viewers, rate, seconds, burst: 20_000 }))
  expect(figures).toMatchObject({ lost: 0, repeated: 0, deliveredPerS: viewers * rate })
})

it('takes at most 400 MB at rest', async () => {
  expect(await idle.run(small({ seconds: SETTLE_S }))).toMatchObject({
    totalMb: expect.toSatisfy((mb) => mb > 0 && mb <= 400),
  })
})
