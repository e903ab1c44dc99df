import { afterAll, describe, expect, it } from 'vitest'
import { ChaosLane } from '../chaos/chaos-lane'
import { planRound } from '../chaos/chaos-plan'
import { Dice } from '../chaos/dice'
import { Hits } from '../chaos/hits'
import { practiceWorld } from '../chaos/practice-world'

const PARTS = ['worker', 'web', 'practice', 'postgres'] as const

/** One seed of `npm run chaos`, as a sample of many: see docs/chaos.md. */
describe('chaos', () => {
  const said: string[] = []
  const world = practiceWorld()
  const lane = new ChaosLane(
    async () => world,
    new Hits(),
    (line) => said.push(line),
  )
  afterAll(() => lane.close())

  /** Whether this seed kills every part while its cluster is made. Workers are killed in each run. */
  const killsAll = (seed: number) => {
    const { others } = planRound(new Dice(seed), 2 * seed + 1, world.limits, 'making')
    return PARTS.every((part) => part === 'worker' || others.some((kill) => kill.part === part))
  }

  it('ends right although worker, web, practice and Postgres are killed', async () => {
    const seed = Array.from({ length: 100 }, (_, index) => index + 1).find(killsAll) ?? 0
    expect(await lane.runSeed(seed, 0, (line) => said.push(line))).toEqual([])
    for (const part of PARTS) expect(said.join('\n')).toContain(`${part} `)
    expect(said.join('\n')).toMatch(/, [1-9]\d* of them compared/)
  })
})
