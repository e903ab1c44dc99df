import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { KUBECONFIG_FILE } from '@/lib/k3s/config'
import { makePracticeAuthority } from '@/lib/providers/practice/host/practice-certificate'
import { ENDS_SOON_MS } from '@/lib/shared/access-end'
import { describeRecipe, driveToEnd } from '@/lib/testing/describe-recipe'
import { fakeApp, fakeCreatePlan, fakeMachines } from '@/lib/testing/fakes/fake-cluster'
import { FakeWorld, fakeMachine } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { base64, kubeCredentials } from '@/lib/testing/kube-credentials'
import { removeK3s } from '../steps/k3s/remove'
import { deleteClusterPlan } from './delete-cluster'
import { renewAccessPlan } from './renew-access'

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

const renewPlan = renewAccessPlan({
  clusterName: 'hard-crate',
  server: { ...fakeMachine(1), role: 'server' },
  ownerId: 'u1',
})

describeRecipe({
  plan: renewPlan,
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

const otherAuthority = base64((await makePracticeAuthority(Date.now())).certificate)

describe('renewing the access', () => {
  const kept = (world: FakeWorld) => world.records.access.get('c1')?.kubeconfigSecretId

  it('keeps what the server has now, and forgets what was', async () => {
    const world = await created()
    const before = kept(world)
    expect(await driveToEnd({ plan: renewPlan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
    expect(kept(world)).not.toBe(before)
    expect(await world.ports.vault.find('kubeconfig', 'c1')).toEqual([kept(world)])
  })

  it('holds, and keeps the old one, while the server’s own certificate ends soon too', async () => {
    const world = await created()
    const before = kept(world)
    const end = Date.parse(new X509Certificate(kubeCredentials.certificate).validTo)
    await world.clock.delay(end - world.clock.now() - ENDS_SOON_MS / 2)
    const journal = new MemoryJournal()
    expect(await driveToEnd({ plan: renewPlan, clusterId: 'c1' }, world, journal)).toBe('held')
    expect(JSON.stringify(journal.events)).toContain('sudo systemctl restart k3s')
    expect(kept(world)).toBe(before)
  })

  it.each([
    ['has none any more', undefined],
    ['is another cluster now', otherAuthority],
  ])('holds, and keeps the old one, when the server %s', async (_, authority) => {
    const world = await created()
    const before = kept(world)
    const { files } = machineOf(world, 1)
    const { content = '', mode = 0 } = files.get(KUBECONFIG_FILE) ?? {}
    files.delete(KUBECONFIG_FILE)
    if (authority !== undefined) {
      const other = content.replace(/(certificate-authority-data":")[^"]+/, `$1${authority}`)
      files.set(KUBECONFIG_FILE, { mode, content: other })
    }
    expect(await driveToEnd({ plan: renewPlan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('held')
    expect(kept(world)).toBe(before)
  })
})
