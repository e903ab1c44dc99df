import { z } from 'zod'
import { systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import type { RunOutcome } from '@/lib/engine/decide'
import { executeRun } from '@/lib/engine/execute'
import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { defineStep, type ErasedStep, type StepContext } from '@/lib/engine/step'
import { MemoryJournal } from './memory-journal'

/** A world of named things that steps make and take away, a diamond of steps over it, and faults to plant. */
export class DiamondWorld {
  readonly made = new Set<string>()
  readonly calls: string[] = []
  readonly fault = new Map<string, (ctx: StepContext) => Promise<void>>()
  readonly undoFault = new Set<string>()

  readonly make = defineStep({
    name: 'thing.make',
    title: 'Make',
    explain: { what: '', why: '', byHand: [], scripts: [] },
    input: z.object({ name: z.string(), from: z.array(z.string()) }),
    output: z.string(),
    timeoutMs: 200,
    attempts: { flaky: { attempts: 3, delayMs: 1 } },
    run: async (ctx, { name }) => {
      this.calls.push(`make ${name}`)
      this.made.add(name)
      await this.fault.get(name)?.(ctx)
      return name
    },
    undo: async (_ctx, { name }) => {
      this.calls.push(`unmake ${name}`)
      if (this.undoFault.has(name)) throw new AppError('locked', { userMessage: 'locked' })
      this.made.delete(name)
    },
  })

  readonly steps: ReadonlyMap<string, ErasedStep> = new Map([[this.make.name, this.make]])
}

/** `a`, then `b` and `c` side by side, then `d`: a plan over the world. */
export function diamond(world: DiamondWorld, onFailure: 'hold' | 'undo' = 'hold'): Plan {
  const builder = new PlanBuilder('diamond', {
    lanes: [{ id: 'l', title: 'l', subtitle: '' }],
    stages: ['s'],
    onFailure,
  })
  const at = { lane: 'l', stage: 's' }
  const a = builder.add('a', world.make, { name: 'a', from: [] }, at)
  const b = builder.add('b', world.make, { name: 'b', from: [a] }, at)
  const c = builder.add('c', world.make, { name: 'c', from: [a] }, at)
  builder.add('d', world.make, { name: 'd', from: [b, c] }, at)
  return builder.build()
}

/** A journal in which somebody else may be first. */
export class ContestedJournal extends MemoryJournal {
  /** Called before an append is looked at: the place to append something else. */
  beforeAppend: (events: readonly RunEvent[]) => void = () => undefined

  override async append(firstSeq: number, events: readonly RunEvent[]): Promise<boolean> {
    this.beforeAppend(events)
    return super.append(firstSeq, events)
  }
}

let owners = 0

/** Drives a plan over the diamond to its next rest, as a worker of its own. */
export function executeDiamond(
  world: DiamondWorld,
  plan: Plan,
  journal: MemoryJournal,
  signal = new AbortController().signal,
): Promise<RunOutcome> {
  return executeRun({
    runId: 'r',
    subjectId: 'c',
    plan,
    steps: world.steps,
    journal,
    ports: undefined,
    clock: systemClock,
    owner: `worker-${++owners}`,
    signal,
    graceMs: 20,
    onWake: journal.onWake,
    writeLine: () => undefined,
  })
}
