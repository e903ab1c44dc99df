import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/core/errors'
import type { RunOutcome } from '@/lib/engine/decide'
import { type ExecuteOptions, executeRun, RunReleased } from '@/lib/engine/execute'
import type { Plan } from '@/lib/engine/plan'
import { initial, type RunEvent, reduce } from '@/lib/engine/state'
import type { ErasedStep } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { allSteps } from '@/lib/providers/all-steps'
import { scaledMs } from '@/lib/testing/pace'
import type { FakeWorld } from './fakes/fake-world'
import { MemoryJournal } from './fakes/memory-journal'

type Steps = ReadonlyMap<string, ErasedStep<ProvisionPorts>>
type WriteLine = ExecuteOptions<ProvisionPorts>['writeLine']

export interface RecipeScene {
  readonly plan: Plan
  readonly clusterId: string
  /** Default: every step of this version. */
  readonly steps?: Steps
  /** A fresh world, as it is before anybody asked for the run. */
  readonly world: () => Promise<FakeWorld> | FakeWorld
  /** What the feature does together with making the run, e.g. takes the machines. */
  readonly begin?: (world: FakeWorld) => void
  /**
   * What a person does about a run that failed. `clean-up`: takes it back, and the world must be as before.
   * `retry`: goes on, and the world must be as after a run without a failure; for recipes that take something away.
   */
  readonly afterFailure: 'clean-up' | 'retry'
}

/**
 * The trio that every recipe passes over a simulated world: each node may run twice; after a failure at any node, before
 * or after its work, nothing is left half-way; a worker that dies at any event, just before or after writing it, changes
 * nothing in the end.
 */
export function describeRecipe(scene: RecipeScene): void {
  const { plan, steps = allSteps } = scene
  describe(`the recipe ${plan.recipe}`, () => {
    it('runs, and every node may run twice', async () => {
      const once = await begun(scene)
      await expectOutcome(scene, once, steps, new MemoryJournal(), 'succeeded')
      const twice = await begun(scene)
      await expectOutcome(scene, twice, everyStepTwice(steps), new MemoryJournal(), 'succeeded')
      expect(twice.snapshot()).toEqual(once.snapshot())
    })

    describe.each(['before', 'after'] as const)('failing %s its work', (when) => {
      it.each(plan.nodes.map(({ id }) => id))('at %s', async (node) => {
        const world = await scene.world()
        const before = world.snapshot()
        scene.begin?.(world)
        const journal = new MemoryJournal()
        await expectOutcome(scene, world, failingAt(steps, node, when), journal, 'held')
        if (scene.afterFailure === 'clean-up') {
          journal.command({ at: world.clock.now(), type: 'cleanup_requested', actor: 'u' })
          await expectOutcome(scene, world, steps, journal, 'undone')
          expect(world.snapshot()).toEqual(before)
        } else {
          journal.command({ at: world.clock.now(), type: 'retry_requested', actor: 'u' })
          await expectOutcome(scene, world, steps, journal, 'succeeded')
          expect(world.snapshot()).toEqual(await endOf(scene))
        }
      })
    })

    it.each(['before', 'after'] as const)(
      'survives a crash %s the writing of each event',
      async (when) => {
        const end = await endOf(scene)
        for (let write = 1; ; write++) {
          const world = await begun(scene)
          const journal = new CrashingJournal(write, when)
          const crashed = await drive(scene, world, steps, journal).catch(asCrash)
          if (crashed === 'succeeded') break
          // What the dead worker had begun ends when its connections do.
          await world.clock.delay(0)
          await expectOutcome(scene, world, steps, new MemoryJournal(journal.events), 'succeeded')
          if (!isDeepStrictEqual(world.snapshot(), end)) {
            expect({ write, world: world.snapshot() }).toEqual({ write, world: end })
          }
        }
        // As many runs as the recipe has events.
      },
      scaledMs(60_000),
    )
  })
}

async function begun(scene: RecipeScene): Promise<FakeWorld> {
  const world = await scene.world()
  scene.begin?.(world)
  return world
}

async function endOf(scene: RecipeScene): Promise<unknown> {
  const world = await begun(scene)
  await drive(scene, world, scene.steps ?? allSteps, new MemoryJournal())
  return world.snapshot()
}

/** Drives a plan to its next rest in a fake world. @param writeLine takes the lines of the log */
export const driveToEnd = (
  scene: Pick<RecipeScene, 'plan' | 'clusterId'>,
  world: FakeWorld,
  journal: MemoryJournal,
  writeLine?: WriteLine,
): Promise<RunOutcome> => drive(scene, world, allSteps, journal, writeLine)

let owners = 0
function drive(
  scene: Pick<RecipeScene, 'plan' | 'clusterId'>,
  world: FakeWorld,
  steps: Steps,
  journal: MemoryJournal,
  writeLine: WriteLine = () => undefined,
): Promise<RunOutcome> {
  return executeRun({
    runId: 'run1',
    subjectId: scene.clusterId,
    plan: scene.plan,
    steps,
    journal,
    ports: world.ports,
    clock: world.clock,
    owner: `worker-${++owners}`,
    signal: new AbortController().signal,
    onWake: journal.onWake,
    writeLine,
  })
}

async function expectOutcome(
  scene: RecipeScene,
  world: FakeWorld,
  steps: Steps,
  journal: MemoryJournal,
  outcome: RunOutcome,
): Promise<void> {
  const ended = await drive(scene, world, steps, journal)
  if (ended !== outcome) expect(troubles(scene.plan, journal.events)).toBe(outcome)
}

function troubles(plan: Plan, events: readonly RunEvent[]): string {
  const { nodes } = events.reduce(reduce, initial(plan))
  return Object.entries(nodes)
    .flatMap(([id, { status, error }]) => (error ? [`${id} is ${status}: ${error.code}: ${error.message}`] : []))
    .join('\n')
}

function wrap(steps: Steps, change: (step: ErasedStep<ProvisionPorts>) => ErasedStep<ProvisionPorts>['run']): Steps {
  return new Map([...steps].map(([name, step]) => [name, { ...step, run: change(step) }]))
}

const everyStepTwice = (steps: Steps): Steps =>
  wrap(steps, (step) => async (ctx, input) => {
    const first = await step.run(ctx, input)
    const second = await step.run(ctx, input)
    // The same facts both times; ids of secrets and figures of time may differ.
    expect(shapeOf(second)).toEqual(shapeOf(first))
    return second
  })

const shapeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Object.keys(value).sort() : typeof value

const failingAt = (steps: Steps, node: string, when: 'before' | 'after'): Steps =>
  wrap(steps, (step) => async (ctx, input) => {
    if (ctx.node !== node) return step.run(ctx, input)
    if (when === 'after') await step.run(ctx, input)
    throw new AppError('planted', { userMessage: 'A fault was planted here.' })
  })

class Crash extends Error {}

/** The worker dies when it writes for the `write`th time. */
class CrashingJournal extends MemoryJournal {
  private writes = 0
  private readonly dies: number
  private readonly when: 'before' | 'after'

  constructor(dies: number, when: 'before' | 'after') {
    super()
    this.dies = dies
    this.when = when
  }

  override async append(firstSeq: number, events: readonly RunEvent[]): Promise<boolean> {
    this.writes += 1
    if (this.writes !== this.dies) return super.append(firstSeq, events)
    if (this.when === 'after') await super.append(firstSeq, events)
    throw new Crash('the worker died')
  }
}

function asCrash(error: unknown): 'crashed' {
  if (error instanceof Crash || error instanceof RunReleased) return 'crashed'
  throw error
}
