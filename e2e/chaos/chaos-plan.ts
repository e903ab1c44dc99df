import type { PanelPart } from '@/e2e/panel'
import type { Dice } from './dice'

/** A part is killed when a node begins, or so long after the run began, whichever node that hits. */
export type Kill =
  | { readonly part: PanelPart; readonly when: 'node'; readonly node: string; readonly afterMs: number }
  | { readonly part: PanelPart; readonly when: 'time'; readonly afterMs: number }

/** What a round does, all of it drawn before it begins. */
export interface RoundPlan {
  readonly machines: number
  readonly apps: readonly string[]
  /** Numbers from 0 to 1: which nodes of the run's plan are hit; the plan is known only once the run is there. */
  readonly workerHits: readonly { readonly place: number; readonly afterMs: number }[]
  readonly others: readonly Extract<Kill, { when: 'time' }>[]
}

export interface RoundLimits {
  readonly machines: { readonly least: number; readonly most: number }
  readonly apps: readonly string[]
  /** How long each run takes about when nobody disturbs it: within it the kills by time fall. */
  readonly runMs: { readonly making: number; readonly deleting: number }
}

const WORKER_HITS = 2
const OTHERS: readonly PanelPart[] = ['web', 'postgres', 'practice']

/**
 * @param turn number of the run among all runs of all seeds, so that over the seeds every node is hit: half of the
 *   hits go round the plan one by one, the others fall anywhere
 */
export function planRound(dice: Dice, turn: number, limits: RoundLimits, run: keyof RoundLimits['runMs']): RoundPlan {
  const machines = dice.whole(limits.machines.least, limits.machines.most)
  const apps = dice.some(limits.apps, dice.whole(0, limits.apps.length))
  const GOLDEN = 0.618_033_988_75
  const workerHits = Array.from({ length: WORKER_HITS }, (_, hit) => ({
    // The golden ratio fills the range evenly, however many turns there are.
    place: hit === 0 ? (turn * GOLDEN) % 1 : dice.roll(),
    afterMs: dice.whole(0, 3) === 0 ? dice.whole(0, 400) : 0,
  }))
  const others = OTHERS.flatMap((part) =>
    dice.roll() < 0.5 ? [{ part, when: 'time' as const, afterMs: dice.whole(0, limits.runMs[run]) }] : [],
  )
  return { machines, apps, workerHits, others }
}

/** The kills of a run whose plan has these nodes. */
export function killsOf(round: RoundPlan, nodes: readonly string[]): readonly Kill[] {
  const hits = round.workerHits.map(({ place, afterMs }) => {
    const node = nodes[Math.min(nodes.length - 1, Math.floor(place * nodes.length))] ?? ''
    return { part: 'worker' as const, when: 'node' as const, node, afterMs }
  })
  return [...hits, ...round.others]
}

export const describeKill = (kill: Kill): string =>
  kill.when === 'node' ? `${kill.part} ${kill.afterMs} ms into ${kill.node}` : `${kill.part} after ${kill.afterMs} ms`
