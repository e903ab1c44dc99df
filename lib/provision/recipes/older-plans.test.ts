import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { Plan } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { driveToEnd } from '@/lib/testing/describe-recipe'
import { FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'

/**
 * As panels stored them that wrote into each node how its machine is reached: address, user, key … `createEvents` is the
 * log of a run that had come as far as the comparing of the machines when the panel was upgraded.
 */
interface StoredPlans {
  readonly create: Plan
  readonly createEvents: readonly RunEvent[]
  readonly delete: Plan
  readonly removeApp: Plan
}
const fixture = path.resolve('lib/testing/fixtures/plans-with-targets.json')
const stored: StoredPlans = JSON.parse(readFileSync(fixture, 'utf8'))

const bareWorld = (): FakeWorld =>
  new FakeWorld([
    { number: 1, memoryController: false },
    { number: 2, architecture: 'amd64', packageFormat: 'pacman' },
  ])
const created = async (): Promise<FakeWorld> => {
  const world = bareWorld()
  world.claim('c1')
  await driveToEnd({ plan: stored.create, clusterId: 'c1' }, world, new MemoryJournal())
  return world
}

it('goes on with a run that had begun before the upgrade', async () => {
  const world = bareWorld()
  world.claim('c1')
  const label = { ownerId: 'u1', clusterId: 'c1' }
  await world.ports.vault.seal('a server token', { kind: 'k3s-server-token', ...label })
  await world.ports.vault.seal('an agent token', { kind: 'k3s-agent-token', ...label })
  const journal = new MemoryJournal(stored.createEvents)
  expect(await driveToEnd({ plan: stored.create, clusterId: 'c1' }, world, journal)).toBe('succeeded')
  expect(world.snapshot()).toEqual((await created()).snapshot())
})

it('removes an app by a plan of that time', async () => {
  const world = await created()
  const [kubeconfig] = [...world.secrets].flatMap(([id, secret]) =>
    secret.label.kind === 'kubeconfig' ? [[id, secret] as const] : [],
  )
  if (kubeconfig === undefined) throw new Error('the cluster has no kubeconfig')
  world.secrets.set('kubeconfig-1', kubeconfig[1])
  expect(await driveToEnd({ plan: stored.removeApp, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
  expect(world.clusters.objects()).toEqual([])
})

it('takes a run of that time back, from its last steps to its first', async () => {
  const world = bareWorld()
  const before = world.snapshot()
  world.claim('c1')
  const journal = new MemoryJournal()
  const cancelAtTheEnd = (node: string) => {
    if (node !== 'pi-01/app.answers/go-echo' || journal.events.some(({ type }) => type === 'cancel_requested')) return
    journal.command({ at: world.clock.now(), type: 'cancel_requested', outcome: 'undo', actor: 'u' })
  }
  expect(await driveToEnd({ plan: stored.create, clusterId: 'c1' }, world, journal, cancelAtTheEnd)).toBe('undone')
  expect(world.snapshot()).toEqual(before)
})

it('deletes a cluster by a plan of that time', async () => {
  const world = await created()
  expect(await driveToEnd({ plan: stored.delete, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
  expect(world.snapshot()).toEqual(bareWorld().snapshot())
})
