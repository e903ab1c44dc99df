import { describeRecipe, driveToEnd } from '@/lib/testing/describe-recipe'
import { fakeApp, fakeCreatePlan, fakeMachines } from '@/lib/testing/fakes/fake-cluster'
import { FakeWorld, fakeMachine } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { installAppPlan } from './install-app'
import { removeAppPlan } from './remove-app'

const createPlan = fakeCreatePlan([])

/** A cluster without apps. The run that made it left the kubeconfig as the only secret of its kind. */
async function emptyCluster(): Promise<FakeWorld> {
  const world = new FakeWorld([{ number: 1 }, { number: 2, architecture: 'amd64' }])
  world.claim('c1')
  await driveToEnd({ plan: createPlan, clusterId: 'c1' }, world, new MemoryJournal())
  return world
}

const kubeconfigSecretId = (world: FakeWorld): string => {
  const [id] = [...world.secrets].flatMap(([secretId, { label }]) => (label.kind === 'kubeconfig' ? [secretId] : []))
  if (id === undefined) throw new Error('the cluster has no kubeconfig')
  return id
}

const example = await emptyCluster()
const access = { kubeconfigSecretId: kubeconfigSecretId(example) }
const installPlan = installAppPlan({
  app: fakeApp,
  access,
  machines: [
    { machine: { ...fakeMachine(1), role: 'server' }, architecture: 'arm64' },
    { machine: { ...fakeMachine(2), role: 'agent' }, architecture: 'amd64' },
  ],
})

/** The plan names a secret by its id, and each world makes ids of its own. */
async function worldOfPlan(): Promise<FakeWorld> {
  const world = await emptyCluster()
  const made = kubeconfigSecretId(world)
  const secret = world.secrets.get(made)
  if (secret === undefined) throw new Error('the cluster has no kubeconfig')
  world.secrets.delete(made)
  world.secrets.set(access.kubeconfigSecretId, secret)
  return world
}

describeRecipe({ plan: installPlan, clusterId: 'c1', world: worldOfPlan, afterFailure: 'clean-up' })

describeRecipe({
  plan: removeAppPlan({ app: fakeApp, access, machines: fakeMachines }),
  clusterId: 'c1',
  world: async () => {
    const world = await worldOfPlan()
    await driveToEnd({ plan: installPlan, clusterId: 'c1' }, world, new MemoryJournal())
    return world
  },
  afterFailure: 'retry',
})
