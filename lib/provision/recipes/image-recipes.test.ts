import { expect, it } from 'vitest'
import { describeRecipe, driveToEnd } from '@/lib/testing/describe-recipe'
import { FAKE_VERSION, FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { bringSourcePlan } from './bring-source'
import { buildImagesPlan, type PlannedCard } from './build-images'

const card = (name: string, more: Partial<PlannedCard> = {}): PlannedCard => ({
  ...{ imageId: `image-of-${name}`, machineId: name, name, profileId: 'rock64', osId: 'debian-12' },
  ...{ boardTitle: 'Rock64', ...more },
})
const k3s = { k3sVersion: FAKE_VERSION, architecture: 'arm64', format: 'deb' } as const
const batch = buildImagesPlan([
  card('bee-1', { k3s }),
  card('bee-2', { k3s }),
  card('bee-3', { profileId: 'odroid-c2', k3s }),
])
const world = () => new FakeWorld([])

describeRecipe({ plan: batch, clusterId: 'batch', world, afterFailure: 'clean-up' })

const slot = 'root debian-12-arm64.tar'
describeRecipe({
  plan: bringSourcePlan({
    ...{ slot, title: 'Debian 12', subtitle: 'rock64' },
    origin: { way: 'fetch', address: 'https://example.org/root.tar', sha256: 'cc' },
  }),
  clusterId: slot,
  // What was on the shelf before stays there until the new file is in its place.
  world,
  afterFailure: 'retry',
})

it('makes the base and the k3s package of like cards once', async () => {
  const steps = batch.nodes.map(({ step }) => step)
  const times = (step: string) => steps.filter((each) => each === step).length
  expect([times('image.base'), times('image.package'), times('image.patch')]).toEqual([2, 1, 3])
  const made = world()
  await driveToEnd({ plan: batch, clusterId: 'batch' }, made, new MemoryJournal())
  expect([...made.imaging.packages]).toEqual([expect.stringMatching(/^\/var\/cache\/buzzcrate\/.*arm64_deb$/)])
  expect(buildImagesPlan([card('bee-1')]).stages).toEqual(['Base', 'Patch', 'Check', 'Pack'])
})
