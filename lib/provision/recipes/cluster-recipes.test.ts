import { describe, expect, it } from 'vitest'
import { describeRecipe, driveToEnd } from '@/lib/testing/describe-recipe'
import { fakeApp, fakeCreatePlan, fakeMachines } from '@/lib/testing/fakes/fake-cluster'
import { FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { removeK3s } from '../steps/k3s/remove'
import { deleteClusterPlan } from './delete-cluster'

const createPlan = fakeCreatePlan([fakeApp])

/** Two bare machines: a board that needs a restart first, and one with pacman. */
const bareWorld = (): FakeWorld =>
  new FakeWorld([
    { number: 1, memoryController: false },
    { number: 2, architecture: 'amd64', packageFormat: 'pacman' },
  ])

describeRecipe({
  plan: createPlan,
  clusterId: 'c1',
  world: bareWorld,
  begin: (world) => world.claim('c1'),
  afterFailure: 'clean-up',
})

describeRecipe({
  plan: deleteClusterPlan({ clusterName: 'hard-crate', machines: fakeMachines, apps: ['go-echo'] }),
  clusterId: 'c1',
  world: () => created(),
  afterFailure: 'retry',
})

const created = async (): Promise<FakeWorld> => {
  const world = bareWorld()
  world.claim('c1')
  await driveToEnd({ plan: createPlan, clusterId: 'c1' }, world, new MemoryJournal())
  return world
}
const machineOf = (world: FakeWorld, number: number) => {
  const machine = world.machines[number - 1]
  if (machine === undefined) throw new Error(`the world has no machine ${number}`)
  return machine
}

it('changes nothing on any machine before all have passed their checks', async () => {
  const world = bareWorld()
  world.claim('c1')
  const before = world.machines.map((machine) => machine.snapshot())
  machineOf(world, 2).on = false
  const journal = new MemoryJournal()
  expect(await driveToEnd({ plan: createPlan, clusterId: 'c1' }, world, journal)).toBe('held')
  machineOf(world, 2).on = true
  expect(world.machines.map((machine) => machine.snapshot())).toEqual(before)
  journal.command({ at: world.clock.now(), type: 'retry_requested', actor: 'u' })
  expect(await driveToEnd({ plan: createPlan, clusterId: 'c1' }, world, journal)).toBe('succeeded')
})

it('sends to the server first, and lets agents get and install k3s while it starts', () => {
  const before = (id: string): ReadonlySet<string> => {
    const after = createPlan.nodes.find((node) => node.id === id)?.after ?? []
    return new Set([...after, ...after.flatMap((each) => [...before(each)])])
  }
  expect(new Set([...before('pi-02/k3s.install')].filter((id) => id.startsWith('pi-01/k3s.')))).toEqual(
    new Set(['pi-01/k3s.claim', 'pi-01/k3s.package', 'pi-01/k3s.images']),
  )
  expect(before('pi-02/k3s.join')).toContain('pi-01/k3s.start-server')
})

describe('deleting', () => {
  const plan = deleteClusterPlan({ clusterName: 'hard-crate', machines: fakeMachines, apps: ['go-echo'] })

  it('leaves a receipt, free machines and no secrets', async () => {
    const world = await created()
    expect(await driveToEnd({ plan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
    const receipt = world.records.receipts.get('c1')
    expect(receipt?.lines.flatMap((line) => line.left)).toEqual([])
    expect(new Set(receipt?.lines.map((line) => line.machine))).toEqual(new Set(['pi-01', 'pi-02']))
    expect(world.snapshot()).toEqual(bareWorld().snapshot())
  })

  it('works when the cluster is dead', async () => {
    const world = await created()
    machineOf(world, 1).running.clear()
    expect(await driveToEnd({ plan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
  })

  it('waits for a machine that is away, or lets a person forget it', async () => {
    const world = await created()
    machineOf(world, 2).on = false
    const journal = new MemoryJournal()
    expect(await driveToEnd({ plan, clusterId: 'c1' }, world, journal)).toBe('held')
    expect(world.records.holders.get('m2')).toBe('c1')
    const { skipOutput } = removeK3s
    journal.command({ at: world.clock.now(), type: 'skipped', node: 'pi-02/k3s.remove', output: skipOutput })
    expect(await driveToEnd({ plan, clusterId: 'c1' }, world, journal)).toBe('succeeded')
    const left = world.records.receipts.get('c1')?.lines.filter((line) => line.left.length > 0)
    expect(left).toEqual([
      {
        machine: 'pi-02',
        looked: 'nothing: the machine was forgotten',
        left: [expect.stringContaining('/usr/lib/buzzcrate-k3s/uninstall')],
      },
    ])
  })
})
