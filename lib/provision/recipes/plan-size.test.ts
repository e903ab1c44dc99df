import { expect, it } from 'vitest'
import { newId } from '@/lib/core/ids'
import { type Plan, resolveInput } from '@/lib/engine/plan'
import type { PlannedApp } from '@/lib/ports/planned-app'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { driveToEnd } from '@/lib/testing/describe-recipe'
import { fakeApp, fakeMachines } from '@/lib/testing/fakes/fake-cluster'
import { FAKE_VERSION, FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { createClusterPlan } from './create-cluster'

/** As large as the charts that people install: 300 kB, most of it schemas, which have a `$ref` of their own. */
const CHART = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'chart', namespace: 'default' },
  data: { schema: 'x'.repeat(300_000) },
  schema: { $ref: '#/definitions/port', $shared: 'a word of its own' },
}
const app: PlannedApp = { ...fakeApp, objects: [...fakeApp.objects, CHART] }

const planOf = (machines: readonly PlannedMachine[]): Plan =>
  createClusterPlan({
    clusterName: 'big-crate',
    ownerId: newId(),
    k3sVersion: FAKE_VERSION,
    allowCgroupV1: false,
    machines,
    apps: [app],
  })

it('of 51 machines with an app of 300 kB stays under 500 kB', () => {
  const machines = Array.from({ length: 51 }, (_, index): PlannedMachine => {
    const number = String(index + 1).padStart(2, '0')
    const role = index === 0 ? 'server' : 'agent'
    return { machineId: newId(), name: `workshop-${number}`, role }
  })
  const plan = planOf(machines)
  expect(plan.nodes.length).toBeGreaterThan(500)
  expect(JSON.stringify(plan).length).toBeLessThan(500_000)
})

it('gives each step the whole app all the same', async () => {
  const plan = planOf(fakeMachines)
  const deploy = plan.nodes.find(({ id }) => id === 'cluster/app.deploy/go-echo')
  const outputs = { 'cluster/k3s.kubeconfig': { kubeconfigSecretId: 's' } }
  expect(resolveInput(deploy?.input, { outputs, shared: plan.shared })).toMatchObject({ app })

  const world = new FakeWorld([{ number: 1 }, { number: 2 }])
  world.claim('c1')
  expect(await driveToEnd({ plan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
  expect(world.clusters.objects()).toContain('ConfigMap default/chart')
})
