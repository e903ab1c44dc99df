import { ChaosLane } from './chaos-lane'
import type { ChaosWorld } from './chaos-world'
import { Hits } from './hits'
import { labWorld } from './lab-world'
import { practiceWorld } from './practice-world'

const WORLDS: Readonly<Record<string, (say: (line: string) => void) => Promise<ChaosWorld>>> = {
  practice: async () => practiceWorld(),
  lab: labWorld,
}

const USAGE = `usage: npm run chaos -- --seed N --mode practice|lab [--minutes M] [--count C] [--panels P]

Makes and deletes clusters while the worker is killed at nodes of the plan, and web and Postgres at any time, all by
SIGKILL and by the plan of the seed. One round a seed, or as many as begin within M minutes; C seeds from N on, on P
panels side by side. The last line is "seed N: ok" or what broke, with several seeds "seeds N to N: ok" or which broke;
the exit status is 0 when all were ok. What is checked: docs/chaos.md.`

type Say = (line: string) => void

/** `npm run chaos`; ends the process. */
export async function main(args: readonly string[]): Promise<void> {
  const flag = (name: string) => args[args.indexOf(`--${name}`) + 1]
  const number = (name: string, fallback: number) => (args.includes(`--${name}`) ? Number(flag(name)) : fallback)
  const [first, minutes, count, panels] = [
    number('seed', 1),
    number('minutes', 0),
    number('count', 1),
    number('panels', 1),
  ]
  const open = WORLDS[args.includes('--mode') ? (flag('mode') ?? '') : 'practice']
  if (open === undefined || ![first, minutes, count, panels].every(Number.isFinite) || panels < 1 || count < 1) {
    console.error(USAGE)
    process.exitCode = 2
    return
  }
  const say: Say = (line) => console.log(line)
  const interruption = interrupted()
  const hits = new Hits()
  const broken: number[] = []
  const lanes = Array.from({ length: Math.min(panels, count) }, () => new ChaosLane(open, hits, say))
  let next = first
  let signal: NodeJS.Signals | undefined
  const work = lanes.map(async (lane) => {
    while (next < first + count) {
      const seed = next++
      const kept: string[] = []
      const faults = await lane.runSeed(seed, minutes * 60_000, lanes.length === 1 ? say : (line) => kept.push(line))
      // What broke because it was interrupted is no news.
      if (signal !== undefined) return
      if (faults.length > 0) broken.push(seed)
      const fates = faults.map((fault) => `  broke: ${fault}`)
      say([...kept, ...fates, `seed ${seed}: ${faults[0]?.split('\n', 1)[0] ?? 'ok'}`].join('\n'))
    }
  })
  try {
    await Promise.race([
      Promise.all(work),
      interruption.then((by) => {
        signal = by
      }),
    ])
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()))
  }
  if (signal !== undefined) say(`interrupted by ${signal}`)
  else if (count > 1) {
    say(String(hits))
    const last = first + count - 1
    say(`seeds ${first} to ${last}: ${broken.length === 0 ? 'ok' : `${broken.sort((a, b) => a - b).join(', ')} broke`}`)
  }
  process.exit(signal !== undefined ? 130 : broken.length > 0 ? 1 : 0)
}

/** Whoever interrupts this expects that nothing goes on, and nothing is left: a second time changes nothing. */
const interrupted = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal))
  })
