import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/core/errors'
import { ContestedJournal, DiamondWorld, diamond, executeDiamond } from '@/lib/testing/fakes/diamond-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { commandBlocked, leftBehind, runStatus } from './decide'
import { RunReleased } from './execute'
import type { Plan } from './plan'
import { initial, type RunEvent, reduce } from './state'
import type { StepContext } from './step'

const refuse = async () => {
  throw new AppError('refused', { userMessage: 'refused' })
}
const hang = (ctx: StepContext) =>
  new Promise<void>((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)))
const fold = (plan: Plan, events: readonly RunEvent[]) => events.reduce(reduce, initial(plan))
const cleanUp: RunEvent = { at: 0, type: 'cleanup_requested', actor: 'u' }

describe.each([undefined, 'a', 'b', 'c', 'd'])('a run in which %s fails', (failing) => {
  const setUp = () => {
    const world = new DiamondWorld()
    if (failing) world.fault.set(failing, refuse)
    return world
  }

  it('rests, and clean-up leaves nothing', async () => {
    const world = setUp()
    const plan = diamond(world)
    const journal = new MemoryJournal()
    expect(await executeDiamond(world, plan, journal)).toBe(failing ? 'held' : 'succeeded')
    journal.command(cleanUp)
    expect(await executeDiamond(world, plan, journal)).toBe('undone')
    expect([...world.made]).toEqual([])
  })

  it('ends the same after a crash at every event', async () => {
    const whole = new MemoryJournal()
    const outcome = await executeDiamond(setUp(), diamond(setUp()), whole)
    for (let kept = 0; kept <= whole.events.length; kept++) {
      const world = setUp()
      const plan = diamond(world)
      expect(await executeDiamond(world, plan, new MemoryJournal(whole.events.slice(0, kept)))).toBe(outcome)
    }
  })

  it('unwinds when cancelled after any event', async () => {
    const whole = new MemoryJournal()
    await executeDiamond(setUp(), diamond(setUp()), whole)
    for (let kept = 0; kept <= whole.events.length; kept++) {
      const world = setUp()
      for (const name of 'abcd') world.made.add(name)
      const events = whole.events.slice(0, kept)
      const touched = events.flatMap((event) => (event.type === 'started' ? [event.node] : []))
      const journal = new MemoryJournal([...events, { at: 0, type: 'cancel_requested', outcome: 'undo', actor: 'u' }])
      expect(await executeDiamond(world, diamond(world), journal)).toBe('undone')
      expect([...world.made]).toEqual([...'abcd'].filter((name) => !touched.includes(name)))
    }
  })

  it('undoes by itself when the plan says so', async () => {
    const world = setUp()
    expect(await executeDiamond(world, diamond(world, 'undo'), new MemoryJournal())).toBe(
      failing ? 'undone' : 'succeeded',
    )
    expect(world.made.size).toBe(failing ? 0 : 4)
  })
})

it('runs independent nodes side by side', async () => {
  const world = new DiamondWorld()
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
  expect(await executeDiamond(world, diamond(world), new MemoryJournal())).toBe('succeeded')
})

it('lets independent nodes finish before it holds, and goes on from the failed one', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  world.fault.set('b', refuse)
  expect(await executeDiamond(world, plan, journal)).toBe('held')
  expect(fold(plan, journal.events).nodes['c']?.status).toBe('done')
  world.fault.clear()
  journal.command({ at: 0, type: 'retry_requested', actor: 'u' })
  expect(await executeDiamond(world, plan, journal)).toBe('succeeded')
  expect(world.calls).toEqual(['make a', 'make b', 'make c', 'make b', 'make d'])
})

it('tries again by itself as the step allows, and no more', async () => {
  const world = new DiamondWorld()
  world.fault.set('a', async (ctx) => {
    if (ctx.attempt < 3) throw new AppError('flaky', { userMessage: 'flaky', retryable: true })
  })
  expect(await executeDiamond(world, diamond(world), new MemoryJournal())).toBe('succeeded')
  world.calls.length = 0
  world.fault.set('a', async () => {
    throw new AppError('flaky', { userMessage: 'flaky', retryable: true })
  })
  const journal = new MemoryJournal()
  expect(await executeDiamond(world, diamond(world), journal)).toBe('held')
  expect(world.calls).toEqual(['make a', 'make a', 'make a'])

  // Who mended something asks for the same patience again.
  journal.command({ type: 'retry_requested', actor: 'u1', at: Date.now() })
  expect(await executeDiamond(world, diamond(world), journal)).toBe('held')
  expect(world.calls).toHaveLength(6)
})

it('gives up a step that hangs, even one that ignores its signal', async () => {
  for (const fault of [hang, () => new Promise<void>(() => undefined)]) {
    const world = new DiamondWorld()
    world.fault.set('a', fault)
    const plan = diamond(world)
    const journal = new MemoryJournal()
    expect(await executeDiamond(world, plan, journal)).toBe('held')
    expect(fold(plan, journal.events).nodes['a']?.error?.code).toBe('step-timed-out')
  }
})

it('stops what runs on cancel, then holds, and can be retried', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  world.fault.set('b', (ctx) => {
    journal.command({ at: 0, type: 'cancel_requested', outcome: 'hold', actor: 'u' })
    return hang(ctx)
  })
  expect(await executeDiamond(world, plan, journal)).toBe('held')
  expect(fold(plan, journal.events).nodes['b']?.error?.code).toBe('cancelled')
  world.fault.clear()
  journal.command({ at: 0, type: 'retry_requested', actor: 'u' })
  expect(await executeDiamond(world, plan, journal)).toBe('succeeded')
})

it('is stuck on an undo that fails, undoes what does not stand before it, and can be asked again', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  await executeDiamond(world, plan, journal)
  world.undoFault.add('b')
  journal.command(cleanUp)
  expect(await executeDiamond(world, plan, journal)).toBe('stuck')
  expect([...world.made]).toEqual(['a', 'b'])
  world.undoFault.clear()
  journal.command(cleanUp)
  expect(await executeDiamond(world, plan, journal)).toBe('undone')
  expect([...world.made]).toEqual([])
})

it('goes on without an undo that a person gave up, and keeps saying what was left', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  await executeDiamond(world, plan, journal)
  world.undoFault.add('b')
  journal.command(cleanUp)
  expect(await executeDiamond(world, plan, journal)).toBe('stuck')
  const giveUp = { at: 0, type: 'undo_given_up', actor: 'u' } as const
  expect(() => journal.events.concat({ ...giveUp, node: 'a' }).reduce(reduce, initial(plan))).toThrow('which is done')
  journal.command({ ...giveUp, node: 'b' })
  expect(await executeDiamond(world, plan, journal)).toBe('undone')
  expect([...world.made]).toEqual(['b'])
  const state = journal.events.reduce(reduce, initial(plan))
  expect(leftBehind(state)).toEqual(['b'])
  expect(state.nodes['b']).toMatchObject({ status: 'left', error: { code: 'locked' } })
  expect(commandBlocked(state, 'clean-up')).toBeDefined()
})

it('appends behind a command that came first, and lets go for another worker', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new ContestedJournal()
  let planted = false
  journal.beforeAppend = ([first]) => {
    if (planted || first?.type !== 'succeeded') return
    planted = true
    journal.events.push({ at: 0, type: 'cancel_requested', outcome: 'hold', actor: 'u' })
  }
  expect(await executeDiamond(world, plan, journal)).toBe('held')

  const stolen = new ContestedJournal()
  stolen.beforeAppend = ([first]) => {
    if (first?.type === 'succeeded' && stolen.events.length === 2)
      stolen.events.push({ at: 0, type: 'claimed', by: 'x' })
  }
  await expect(executeDiamond(new DiamondWorld(), plan, stolen)).rejects.toBeInstanceOf(RunReleased)
})

it('lets go when its worker stops, and the next worker ends the run', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  const stopping = new AbortController()
  world.fault.set('b', (ctx) => {
    stopping.abort()
    return hang(ctx)
  })
  await expect(executeDiamond(world, plan, journal, stopping.signal)).rejects.toBeInstanceOf(RunReleased)
  world.fault.clear()
  expect(await executeDiamond(world, plan, journal)).toBe('succeeded')
})

it('lets a person skip a failed node, and says which commands make sense', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  world.fault.set('b', refuse)
  await executeDiamond(world, plan, journal)
  expect(commandBlocked(fold(plan, journal.events), 'retry')).toBeUndefined()
  expect(commandBlocked(fold(plan, journal.events), 'cancel')).toBe('The run has stopped already.')
  journal.command({ at: 0, type: 'skipped', node: 'b', output: 'nothing' })
  expect(await executeDiamond(world, plan, journal)).toBe('succeeded')
  expect(runStatus(fold(plan, journal.events))).toBe('succeeded')
})

it('fails a node whose step this version does not know', async () => {
  const world = new DiamondWorld()
  const plan = diamond(world)
  const journal = new MemoryJournal()
  const unknown = { ...plan, nodes: plan.nodes.map((node) => ({ ...node, step: 'thing.forgotten' })) }
  expect(await executeDiamond(world, unknown, journal)).toBe('held')
  expect(fold(plan, journal.events).nodes['a']?.error?.code).toBe('unknown-step')
})
