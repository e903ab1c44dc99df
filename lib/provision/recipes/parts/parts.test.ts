import { z } from 'zod'
import { type Plan, PlanBuilder } from '@/lib/engine/plan'
import { defineStep, type ErasedStep, type StepContext } from '@/lib/engine/step'
import { SERVER_CA_FILE } from '@/lib/k3s/config'
import { caHash } from '@/lib/k3s/token'
import { MachineRef, type PlannedMachine } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { describeRecipe, driveToEnd } from '@/lib/testing/describe-recipe'
import { fakeApp, fakeCreatePlan, fakeMachines } from '@/lib/testing/fakes/fake-cluster'
import { FAKE_VERSION, FakeWorld } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { stepRegistry } from '../../registry'
import { ClusterAccess } from '../../steps/cluster/access'
import { runOptions } from '../../steps/host/run-options'
import { JoinSecrets } from '../../steps/k3s/secrets'
import { RunningServer } from '../../steps/k3s/start-server'
import { CLUSTER_LANE, clusterLanes } from '../cluster-lanes'
import { addAgent } from './add-agent'
import { awaitReady } from './await-ready'
import { checkMachine, compareMachines } from './check-machine'
import { loadImages } from './install-app'
import { setUpK3s } from './set-up-k3s'
import { shareApp } from './share-app'
import { shareMachine } from './share-machine'

// A recipe for a cluster that lives: one more agent, on a machine that the run itself makes, as a cloud's would be. It
// has no address before it is made, so nothing but the run can know it.

const [server, agent] = fakeMachines
if (server === undefined || agent === undefined) throw new Error('there are two machines')

const worlds = new WeakMap<ProvisionPorts, FakeWorld>()
const worldOf = ({ ports }: StepContext<ProvisionPorts>): FakeWorld => {
  const world = worlds.get(ports)
  if (world === undefined) throw new Error('a world of another test')
  return world
}
const explain = { what: '', why: '', byHand: [], scripts: [] }

const makeMachine = defineStep({
  name: 'machine.make',
  title: 'Make',
  explain,
  input: z.object({ machine: MachineRef }),
  output: z.object({}),
  timeoutMs: 10_000,
  async run(ctx: StepContext<ProvisionPorts>, { machine }) {
    worldOf(ctx).unaddressed.delete(machine.machineId)
    return {}
  },
  async undo(ctx: StepContext<ProvisionPorts>, { machine }) {
    worldOf(ctx).unaddressed.add(machine.machineId)
  },
})

/** What a joining machine needs to know, of a cluster whose making is long over. */
const findServer = defineStep({
  name: 'cluster.find-server',
  title: 'Find server',
  explain,
  input: z.object({ machine: MachineRef }),
  output: RunningServer.extend(JoinSecrets.shape).extend(ClusterAccess.shape),
  timeoutMs: 10_000,
  async run(ctx: StepContext<ProvisionPorts>, { machine }) {
    const { hosts, vault } = ctx.ports
    const idOf = async (kind: string) => (await vault.find(kind, ctx.subjectId))[0] ?? ''
    const host = await hosts.connect(machine, ctx.signal)
    const { address } = await hosts.locate(machine, ctx.signal)
    return {
      address,
      caHash: caHash((await host.readFile(SERVER_CA_FILE, runOptions(ctx))) ?? ''),
      serverTokenId: await idOf('k3s-server-token'),
      agentTokenId: await idOf('k3s-agent-token'),
      kubeconfigSecretId: await idOf('kubeconfig'),
    }
  },
  undo: 'nothing-to-undo',
})

function addMachinePlan(head: PlannedMachine, machine: PlannedMachine): Plan {
  const builder = new PlanBuilder('add-machine', {
    lanes: clusterLanes('hard-crate', [machine]),
    stages: ['Make', 'Reach', 'Check', 'Prepare', 'Package', 'Install', 'Start', 'Ready'],
  })
  const lane = machine.machineId
  const found = builder.add(
    'cluster/find-server',
    findServer,
    { machine: head },
    { lane: CLUSTER_LANE, stage: 'Check' },
  )
  const made = builder.add('made', makeMachine, { machine: shareMachine(builder, machine) }, { lane, stage: 'Make' })
  const purpose = { k3sVersion: FAKE_VERSION, allowCgroupV1: false }
  const checked = checkMachine(builder, machine, { ...purpose, after: [made] })
  const compared = compareMachines(builder, [checked])
  const setUp = setUpK3s(builder, checked, { ...purpose, compared })
  const images = { machines: [{ machine, host: setUp.package, after: setUp.ready }], imageStage: 'Install' }
  loadImages(builder, shareApp(builder, fakeApp), images)
  const started = addAgent(builder, setUp, { server: found, secrets: found, allowCgroupV1: false })
  awaitReady(builder, machine, { access: found, k3sVersion: FAKE_VERSION, started })
  return builder.build()
}

const createPlan = fakeCreatePlan([fakeApp], [server])

/** A cluster of the server alone; the agent's machine is not made yet. */
async function serverAlone(): Promise<FakeWorld> {
  const world = new FakeWorld([{ number: 1 }, { number: 2, architecture: 'amd64', memoryController: false }])
  worlds.set(world.ports, world)
  world.unaddressed.add('m2')
  world.records.holders.set('m1', 'c1')
  await driveToEnd({ plan: createPlan, clusterId: 'c1' }, world, new MemoryJournal())
  return world
}

describeRecipe({
  plan: addMachinePlan(server, agent),
  clusterId: 'c1',
  steps: new Map<string, ErasedStep<ProvisionPorts>>([
    ...stepRegistry,
    [makeMachine.name, makeMachine],
    [findServer.name, findServer],
  ]),
  world: serverAlone,
  begin: (world) => world.records.holders.set('m2', 'c1'),
  afterFailure: 'clean-up',
})
