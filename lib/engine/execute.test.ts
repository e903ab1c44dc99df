import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { commandBlocked, leftBehind, runStatus } from './decide'
import { executeRun, type RunJournal, RunReleased } from './execute'
import { type Plan, PlanBuilder } from './plan'
import { initial, type RunEvent, reduce } from './state'
import { defineStep, type ErasedStep, type StepContext } from './step'

/** A world of named things that steps make and take away, a diamond of steps over it, and faults to plant. */
class World {
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

function diamond(world: World, onFailure: 'hold' | 'undo' = 'hold'): Plan {
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

class MemoryJournal implements RunJournal {
  readonly events: RunEvent[]
  readonly wakes = new Set<() => void>()
  /** Called before an append is looked at: the place to let somebody else be first. */
  beforeAppend: (events: readonly RunEvent[]) => void = () => undefined
  constructor(events: readonly RunEvent[] = []) {
    this.events = [...events]
  }
  async load(after: number) {
    return this.events.slice(after)
  }
  async append(firstSeq: number, events: readonly RunEvent[]) {
    this.beforeAppend(events)
    if (firstSeq !== this.events.length + 1) return false
    this.events.push(...events)
    return true
  }
  command(event: RunEvent) {
    this.events.push(event)
    for (const wake of this.wakes) wake()
  }
}

let owners = 0
function execute(world: World, plan: Plan, journal: MemoryJournal, signal = new AbortController().signal) {
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
    onWake: (wake) => {
      journal.wakes.add(wake)
      return () => journal.wakes.delete(wake)
    },
    writeLine: () => undefined,
  })
}

const refuse = async () => {
  throw new AppError('refused', { userMessage: 'refused' })
}
const hang = (ctx: StepContext) =>
  new Promise<void>((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)))
const fold = (plan: Plan, events: readonly RunEvent[]) => events.reduce(reduce, initial(plan))
const cleanUp: RunEvent = { at: 0, type: 'cleanup_requested', actor: 'u' }

describe.each([undefined, 'a', 'b', 'c', 'd'])('a run in which %s fails', (failing) => {
  const setUp = () => {
    const world = new World()
    if (failing) world.fault.set(failing, refuse)
    return world
  }

  it('rests, and clean-up leaves nothing', async () => {
    const world = setUp()
    const plan = diamond(world)
    const journal = new MemoryJournal()
    expect(await execute(world, plan, journal)).toBe(failing ? 'held' : 'succeeded')
    journal.command(cleanUp)
    expect(await execute(world, plan, journal)).toBe('undone')
    expect([...world.made]).toEqual([])
  })

  it('ends the same after a crash at every event', async () => {
    const whole = new MemoryJournal()
    const outcome = await execute(setUp(), diamond(setUp()), whole)
    for (let kept = 0; kept <= whole.events.length; kept++) {
      const world = setUp()
      const plan = diamond(world)
      expect(await execute(world, plan, new MemoryJournal(whole.events.slice(0, kept)))).toBe(outcome)
    }
  })

  it('unwinds when cancelled after any event', async () => {
    const whole = new MemoryJournal()
    await execute(setUp(), diamond(setUp()), whole)
    for (let kept = 0; kept <= whole.events.length; kept++) {
      const world = setUp()
      for (const name of 'abcd') world.made.add(name)
      const events = whole.events.slice(0, kept)
      const touched = events.flatMap((event) => (event.type === 'started' ? [event.node] : []))
      const journal = new MemoryJournal([...events, { at: 0, type: 'cancel_requested', outcome: 'undo', actor: 'u' }])
      expect(await execute(world, diamond(world), journal)).toBe('undone')
      expect([...world.made]).toEqual([...'abcd'].filter((name) => !touched.includes(name)))
    }
  })

  it('undoes by itself when the plan says so', async () => {
    const world = setUp()
    expect(await execute(world, diamond(world, 'undo'), new MemoryJournal())).toBe(failing ? 'undone' : 'succeeded')
    expect(world.made.size).toBe(failing ? 0 : 4)
  })
})

it('runs independent nodes side by side', async () => {
  const world = new World()
  const met: string[] = []
  let both: () => void = () => undefined
  const together = new Promise<void>((resolve) => {
    both = resolve
  })
  for (const name of 'bc') {
    world.fault.set(name, async () => {
      met.push(name)
      if (met.length === 2) both()
      await together
    })
  }
  expect(await execute(world, diamond(world), new MemoryJournal())).toBe('succeeded')
})

it('lets independent nodes finish before it holds, and goes on from the failed one', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  world.fault.set('b', refuse)
  expect(await execute(world, plan, journal)).toBe('held')
  expect(fold(plan, journal.events).nodes['c']?.status).toBe('done')
  world.fault.clear()
  journal.command({ at: 0, type: 'retry_requested', actor: 'u' })
  expect(await execute(world, plan, journal)).toBe('succeeded')
  expect(world.calls).toEqual(['make a', 'make b', 'make c', 'make b', 'make d'])
})

it('tries again by itself as the step allows, and no more', async () => {
  const world = new World()
  world.fault.set('a', async (ctx) => {
    if (ctx.attempt < 3) throw new AppError('flaky', { userMessage: 'flaky', retryable: true })
  })
  expect(await execute(world, diamond(world), new MemoryJournal())).toBe('succeeded')
  world.calls.length = 0
  world.fault.set('a', async () => {
    throw new AppError('flaky', { userMessage: 'flaky', retryable: true })
  })
  const journal = new MemoryJournal()
  expect(await execute(world, diamond(world), journal)).toBe('held')
  expect(world.calls).toEqual(['make a', 'make a', 'make a'])

  // Who mended something asks for the same patience again.
  journal.command({ type: 'retry_requested', actor: 'u1', at: Date.now() })
  expect(await execute(world, diamond(world), journal)).toBe('held')
  expect(world.calls).toHaveLength(6)
})

it('gives up a step that hangs, even one that ignores its signal', async () => {
  for (const fault of [hang, () => new Promise<void>(() => undefined)]) {
    const world = new World()
    world.fault.set('a', fault)
    const plan = diamond(world)
    const journal = new MemoryJournal()
    expect(await execute(world, plan, journal)).toBe('held')
    expect(fold(plan, journal.events).nodes['a']?.error?.code).toBe('step-timed-out')
  }
})

it('stops what runs on cancel, then holds, and can be retried', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  world.fault.set('b', (ctx) => {
    journal.command({ at: 0, type: 'cancel_requested', outcome: 'hold', actor: 'u' })
    return hang(ctx)
  })
  expect(await execute(world, plan, journal)).toBe('held')
  expect(fold(plan, journal.events).nodes['b']?.error?.code).toBe('cancelled')
  world.fault.clear()
  journal.command({ at: 0, type: 'retry_requested', actor: 'u' })
  expect(await execute(world, plan, journal)).toBe('succeeded')
})

it('is stuck on an undo that fails, undoes what does not stand before it, and can be asked again', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  await execute(world, plan, journal)
  world.undoFault.add('b')
  journal.command(cleanUp)
  expect(await execute(world, plan, journal)).toBe('stuck')
  expect([...world.made]).toEqual(['a', 'b'])
  world.undoFault.clear()
  journal.command(cleanUp)
  expect(await execute(world, plan, journal)).toBe('undone')
  expect([...world.made]).toEqual([])
})

it('goes on without an undo that a person gave up, and keeps saying what was left', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  await execute(world, plan, journal)
  world.undoFault.add('b')
  journal.command(cleanUp)
  expect(await execute(world, plan, journal)).toBe('stuck')
  const giveUp = { at: 0, type: 'undo_given_up', actor: 'u' } as const
  expect(() => journal.events.concat({ ...giveUp, node: 'a' }).reduce(reduce, initial(plan))).toThrow('which is done')
  journal.command({ ...giveUp, node: 'b' })
  expect(await execute(world, plan, journal)).toBe('undone')
  expect([...world.made]).toEqual(['b'])
  const state = journal.events.reduce(reduce, initial(plan))
  expect(leftBehind(state)).toEqual(['b'])
  expect(state.nodes['b']).toMatchObject({ status: 'left', error: { code: 'locked' } })
  expect(commandBlocked(state, 'clean-up')).toBeDefined()
})

it('appends behind a command that came first, and lets go for another worker', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  let planted = false
  journal.beforeAppend = ([first]) => {
    if (planted || first?.type !== 'succeeded') return
    planted = true
    journal.events.push({ at: 0, type: 'cancel_requested', outcome: 'hold', actor: 'u' })
  }
  expect(await execute(world, plan, journal)).toBe('held')

  const stolen = new MemoryJournal()
  stolen.beforeAppend = ([first]) => {
    if (first?.type === 'succeeded' && stolen.events.length === 2)
      stolen.events.push({ at: 0, type: 'claimed', by: 'x' })
  }
  await expect(execute(new World(), plan, stolen)).rejects.toBeInstanceOf(RunReleased)
})

it('lets go when its worker stops, and the next worker ends the run', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  const stopping = new AbortController()
  world.fault.set('b', (ctx) => {
    stopping.abort()
    return hang(ctx)
  })
  await expect(execute(world, plan, journal, stopping.signal)).rejects.toBeInstanceOf(RunReleased)
  world.fault.clear()
  expect(await execute(world, plan, journal)).toBe('succeeded')
})

it('lets a person skip a failed node, and says which commands make sense', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  world.fault.set('b', refuse)
  await execute(world, plan, journal)
  expect(commandBlocked(fold(plan, journal.events), 'retry')).toBeUndefined()
  expect(commandBlocked(fold(plan, journal.events), 'cancel')).toBe('The run has stopped already.')
  journal.command({ at: 0, type: 'skipped', node: 'b', output: 'nothing' })
  expect(await execute(world, plan, journal)).toBe('succeeded')
  expect(runStatus(fold(plan, journal.events))).toBe('succeeded')
})

it('fails a node whose step this version does not know', async () => {
  const world = new World()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  const unknown = { ...plan, nodes: plan.nodes.map((node) => ({ ...node, step: 'thing.forgotten' })) }
  expect(await execute(world, unknown, journal)).toBe('held')
  expect(fold(plan, journal.events).nodes['a']?.error?.code).toBe('unknown-step')
})
