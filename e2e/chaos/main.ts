import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import { planRound } from './chaos-plan'
import { type ChaosSite, chaosRound } from './chaos-round'
import type { ChaosWorld } from './chaos-world'
import { Dice } from './dice'
import { labWorld } from './lab-world'
import { practiceWorld } from './practice-world'

const WORLDS: Readonly<Record<string, (say: (line: string) => void) => Promise<ChaosWorld>>> = {
  practice: async () => practiceWorld(),
  lab: labWorld,
}

const USAGE = `usage: npm run chaos -- --seed N --mode practice|lab [--minutes M] [--count C]

Makes and deletes clusters while the worker is killed at nodes of the plan, and web and Postgres at any time, all by
SIGKILL and by the plan of the seed. One round a seed, or as many as begin within M minutes; C seeds from N on.
The last line of each seed is "seed N: ok" or what broke; the exit status is 0 when all were ok.`

/** `npm run chaos`; sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  const say = (line: string) => console.log(line)
  const flag = (name: string) => args[args.indexOf(`--${name}`) + 1]
  const number = (name: string, fallback: number) => (args.includes(`--${name}`) ? Number(flag(name)) : fallback)
  const [seed, minutes, count] = [number('seed', 1), number('minutes', 0), number('count', 1)]
  const mode = args.includes('--mode') ? (flag('mode') ?? '') : 'practice'
  const open = WORLDS[mode]
  if (open === undefined || ![seed, minutes, count].every(Number.isFinite)) {
    console.error(USAGE)
    process.exitCode = 2
    return
  }
  const world = await open(say)
  try {
    for (let next = seed; next < seed + count; next++) {
      const faults = await runSeed(next, world, minutes * 60_000, say)
      for (const fault of faults) say(`  broke: ${fault}`)
      say(`seed ${next}: ${faults.length === 0 ? 'ok' : faults[0]}`)
      if (faults.length > 0) process.exitCode = 1
    }
  } finally {
    await world.close()
  }
  process.exit()
}

/** All that a seed does, in a panel of its own. What broke, one sentence each. */
async function runSeed(
  seed: number,
  world: ChaosWorld,
  lastsMs: number,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const dice = new Dice(seed)
  const began = performance.now()
  let panel: TestPanel | undefined
  try {
    panel = await startPanel({ env: { LOG_LEVEL: 'info', ...world.environment } })
    const cookie = await createFirstAccount(panel)
    const client = new PanelClient(panel.url, cookie)
    await world.prepare(client)
    const site: ChaosSite = { panel, client, cookie, world, say }
    for (let round = 1; round === 1 || performance.now() - began < lastsMs; round++) {
      const making = planRound(dice, 2 * seed + round, world.limits)
      const deleting = planRound(dice, 2 * seed + round + 1, world.limits)
      const faults = await chaosRound(site, `chaos-${seed}-${round}`, making, deleting)
      if (faults.length > 0) return [...faults.map((fault) => `round ${round}: ${fault}`), ...tail(panel)]
    }
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error), ...(panel === undefined ? [] : tail(panel))]
  } finally {
    await panel?.stop()
  }
}

/** The panel's last words, for whoever looks for the reason. */
const tail = (panel: TestPanel): readonly string[] => panel.output().trimEnd().split('\n').slice(-15)
