import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { wizardParts } from '@/components/create-cluster/providers/wizard-parts.gen'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { ClusterDefinition } from '@/lib/providers/cluster-definition'
import { ClusterRequest } from '@/lib/providers/cluster-request'
import { definitions } from '@/lib/providers/definitions.gen'
import { findProvider } from '@/lib/providers/find-provider'
import { providerPorts } from '@/lib/providers/provider-ports.gen'
import type { ProviderSamples } from '@/lib/providers/provider-samples'
import { providers } from '@/lib/providers/providers.gen'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { deleteClusterPlan } from '@/lib/provision/recipes/delete-cluster'
import { describeRecipe, driveToEnd } from './describe-recipe'
import { fakeApp, fakeMachines } from './fakes/fake-cluster'
import { FAKE_VERSION, FakeWorld } from './fakes/fake-world'
import { MemoryJournal } from './fakes/memory-journal'
import { providerSamples } from './provider-samples.gen'

const ROOT = path.resolve(import.meta.dirname, '../..')
const foldersWith = (folder: string, file: string) =>
  readdirSync(path.join(ROOT, folder)).filter((name) => existsSync(path.join(ROOT, folder, name, file)))

it('has every part of every provider, each under the name of its folder', () => {
  const ids = foldersWith('lib/providers', 'definition.ts').sort()
  expect(ids).not.toEqual([])
  expect(foldersWith('components/create-cluster/providers', 'wizard-part.tsx').sort()).toEqual(ids)
  const lists: Readonly<Record<string, readonly string[]>> = {
    definitions: definitions.map(({ id }) => id),
    providers: providers.map(({ definition }) => definition.id),
    ports: providerPorts.map(({ id }) => id),
    samples: providerSamples.map(({ id }) => id),
    wizard: wizardParts.map(({ id }) => id),
  }
  for (const [list, listed] of Object.entries(lists)) expect({ list, ids: [...listed].sort() }).toEqual({ list, ids })
})

it('gives each provider a place of its own in the wizard', () => {
  expect(new Set(wizardParts.map(({ place }) => place)).size).toBe(wizardParts.length)
})

it('says of a provider that is not there any more what is wrong', () => {
  expect(() => findProvider('gone')).toThrow(
    expect.objectContaining({ code: 'unknown-provider', userMessage: expect.stringContaining('gone') }),
  )
  expect(ClusterRequest.safeParse({ provider: 'gone', name: 'a', apps: [] }).success).toBe(false)
})

const allSamples: readonly ProviderSamples[] = providerSamples

describe.each(allSamples)('the provider $id', (samples) => {
  const { id, requests, stored, own, ready } = samples
  const provider = findProvider(id)
  beforeAll(async () => {
    await ready?.()
  })

  it('is asked for by requests of its own, and refuses a name that is none', () => {
    expect(requests).not.toEqual([])
    for (const request of requests) {
      expect(ClusterRequest.parse(request)).toMatchObject({ provider: id })
      expect(ClusterRequest.safeParse({ ...request, name: 'Not A Name' }).error?.issues).toMatchObject([
        { path: ['name'] },
      ])
    }
  })

  it('reads what was stored, and stores what it reads', () => {
    expect(stored).not.toEqual([])
    for (const definition of stored) {
      const read = provider.definition.stored.parse(definition)
      expect(read).toMatchObject(definition)
      expect(provider.definition.stored.parse(JSON.parse(JSON.stringify(read)))).toEqual(read)
      expect(ClusterDefinition.parse(read)).toMatchObject({ provider: id })
    }
  })

  it('says what a deletion does to a server and to an agent', () => {
    for (const machine of fakeMachines) {
      const lines = provider.deletionOf(machine)
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines) expect(line).toMatch(/\w+ \w+/)
    }
  })

  describe.each(stored)('with %j', (definition) => {
    const machines: readonly PlannedMachine[] = fakeMachines
    const { creation, deletion, appsAnswer } = provider.recipe({ clusterId: 'c1', definition, machines })
    const create = createClusterPlan({
      clusterName: 'hard-crate',
      ownerId: 'u1',
      k3sVersion: FAKE_VERSION,
      allowCgroupV1: false,
      machines,
      apps: [fakeApp],
      ...(appsAnswer === undefined ? {} : { appsAnswer }),
      ...(creation === undefined ? {} : { extension: creation }),
    })
    const remove = deleteClusterPlan({
      clusterName: 'hard-crate',
      machines,
      apps: [fakeApp.id],
      ...(deletion === undefined ? {} : { extension: deletion }),
    })
    const bare = () => new FakeWorld([{ number: 1 }, { number: 2 }], own)
    const created = async () => {
      const world = bare()
      world.claim('c1')
      await driveToEnd({ plan: create, clusterId: 'c1' }, world, new MemoryJournal())
      return world
    }
    // Without parts of its own it is the recipe of lib/provision, which has this test there.
    if (creation !== undefined) {
      const begin = (world: FakeWorld) => world.claim('c1')
      describeRecipe({ plan: create, clusterId: 'c1', world: bare, begin, afterFailure: 'clean-up' })
    }
    if (deletion !== undefined) {
      describeRecipe({ plan: remove, clusterId: 'c1', world: created, afterFailure: 'retry' })
    }

    it('is made and deleted, and leaves nothing of its own', async () => {
      const world = await created()
      expect(await driveToEnd({ plan: remove, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
      expect(world.snapshot()).toEqual(bare().snapshot())
    })
  })
})
