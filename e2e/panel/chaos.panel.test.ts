import { afterAll, describe, expect, it } from 'vitest'
import { ChaosLane } from '../chaos/chaos-lane'
import { Hits } from '../chaos/hits'
import { practiceWorld } from '../chaos/practice-world'

/** One seed of `npm run chaos`, as a sample of many: see docs/chaos.md. */
describe('chaos', () => {
  const said: string[] = []
  const lane = new ChaosLane(
    async () => practiceWorld(),
    new Hits(),
    (line) => said.push(line),
  )
  afterAll(() => lane.close())

  it('ends right although worker, web and Postgres are killed', async () => {
    expect(await lane.runSeed(1, 0, (line) => said.push(line))).toEqual([])
    for (const part of ['worker', 'web', 'postgres']) expect(said.join('\n')).toContain(`${part} `)
    expect(said.join('\n')).toMatch(/, [1-9]\d* of them compared/)
  })
})
