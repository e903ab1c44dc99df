import { describe, expect, it } from 'vitest'
import { appById } from '@/lib/apps/catalogue'
import { planApp } from '@/lib/apps/plan-app'
import { describeRecipe, driveToEnd } from '@/lib/testing/describe-recipe'
import { fakeApp, fakeCreatePlan, fakeMachines } from '@/lib/testing/fakes/fake-cluster'
import { FakeWorld, fakeMachine } from '@/lib/testing/fakes/fake-world'
import { MemoryJournal } from '@/lib/testing/fakes/memory-journal'
import { changeAppPlan } from './change-app'
import { type InstallAppOptions, installAppPlan } from './install-app'
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
const machines: InstallAppOptions['machines'] = [
  { machine: { ...fakeMachine(1), role: 'server' }, architecture: 'arm64' },
  { machine: { ...fakeMachine(2), role: 'agent' }, architecture: 'amd64' },
]
/** Two workloads with two images, a volume, a made password, and a name at the ingress controller. */
const books = planApp(appById('books'), { clusterId: 'c1', traefik: true })
/** The same, opened by a port instead, and one of its images in another version. */
const otherBooks = planApp(
  {
    ...appById('books'),
    version: '2.0.0',
    images: appById('books').images.map((image) =>
      image.id === 'books-db' ? { ...image, version: '2.0.0', ref: 'docker.io/buzzcrate/books-db:2.0.0' } : image,
    ),
  },
  { clusterId: 'c1', traefik: true, inputs: { door: 'port', replicas: 3 } },
)
const openedBefore = { urls: ['http://books.10.0.0.1.nip.io/', 'http://books.10.0.0.2.nip.io/'], hostsLines: [] }

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

async function withApp(app: typeof books): Promise<FakeWorld> {
  const world = await worldOfPlan()
  const plan = installAppPlan({ app, access, machines })
  const journal = new MemoryJournal()
  const outcome = await driveToEnd({ plan, clusterId: 'c1' }, world, journal)
  const failures = journal.events.filter(({ type }) => type === 'failed')
  expect({ outcome, failures }).toEqual({ outcome: 'succeeded', failures: [] })
  return world
}

describe.each([
  ['go-echo', fakeApp],
  ['books', books],
])('%s', (_, app) => {
  describeRecipe({
    plan: installAppPlan({ app, access, machines }),
    clusterId: 'c1',
    world: worldOfPlan,
    afterFailure: 'clean-up',
  })
  describeRecipe({
    plan: removeAppPlan({ app, access, machines: fakeMachines }),
    clusterId: 'c1',
    world: () => withApp(app),
    afterFailure: 'retry',
  })
})

describeRecipe({
  plan: changeAppPlan({ app: otherBooks, before: books, openedBefore, access, machines }),
  clusterId: 'c1',
  world: () => withApp(books),
  afterFailure: 'clean-up',
})

it('changes what differs, and no image that stays', async () => {
  const plan = changeAppPlan({ app: otherBooks, before: books, openedBefore, access, machines })
  expect(plan.nodes.filter(({ step }) => step === 'app.side-load').map(({ id }) => id)).toEqual([
    'pi-01/app.side-load/books-db',
    'pi-02/app.side-load/books-db',
  ])
  const world = await withApp(books)
  expect(world.clusters.objects()).toContain('Ingress books/books-web')
  expect(await driveToEnd({ plan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
  expect(world.clusters.objects()).not.toContain('Ingress books/books-web')
  expect(world.records.appUrls.get('c1/books')).toEqual(['http://10.0.0.1:82/', 'http://10.0.0.2:82/'])
})

it('leaves a receipt after a removal, and images where they are wanted', async () => {
  const world = await withApp(books)
  const plan = removeAppPlan({ app: books, access, machines: fakeMachines, keepImages: true })
  expect(plan.nodes.map(({ step }) => step)).not.toContain('app.unload')
  expect(await driveToEnd({ plan, clusterId: 'c1' }, world, new MemoryJournal())).toBe('succeeded')
  expect(world.clusters.objects()).toEqual([])
  const lines = world.records.appReceipts.get('c1/books')?.lines ?? []
  expect(lines.flatMap(({ left }) => left)).toEqual([])
  expect(lines.map(({ looked }) => looked)).toContain('volumes of Books')
})

it('touches nothing that is somebody else’s, also when it is taken back', async () => {
  const world = await worldOfPlan()
  const api = world.clusters.open((await world.ports.vault.open(access.kubeconfigSecretId)) ?? '')
  const theirs = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'books', labels: { whose: 'theirs' } } }
  await api.apply([theirs], new AbortController().signal)
  const journal = new MemoryJournal()
  const run = { plan: installAppPlan({ app: books, access, machines }), clusterId: 'c1' }
  expect(await driveToEnd(run, world, journal)).toBe('held')
  expect(JSON.stringify(journal.events)).toContain('app-object-taken')
  journal.command({ at: world.clock.now(), type: 'cleanup_requested', actor: 'u' })
  expect(await driveToEnd(run, world, journal)).toBe('undone')
  expect(world.clusters.objects()).toEqual(['Namespace /books'])
})
