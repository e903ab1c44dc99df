import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import type { Plan } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { createClusterPlan } from '@/lib/provision/recipes/create-cluster'
import { FAKE_VERSION, fakeMachine } from './fake-world'

/** `pi-01` is the server, `pi-02` the agent. */
export const fakeMachines: readonly PlannedMachine[] = [
  { ...fakeMachine(1), role: 'server' },
  { ...fakeMachine(2), role: 'agent' },
]

/** go-echo, as planned for the cluster `c1`. */
export const fakeApp = planApp(appById('go-echo'), { clusterId: 'c1' })

/** Makes the cluster `c1`, called `hard-crate`, of both machines or of those that are given. */
export const fakeCreatePlan = (apps: readonly (typeof fakeApp)[], machines = fakeMachines): Plan =>
  createClusterPlan({
    clusterName: 'hard-crate',
    ownerId: 'u1',
    k3sVersion: FAKE_VERSION,
    allowCgroupV1: false,
    machines,
    apps,
  })
