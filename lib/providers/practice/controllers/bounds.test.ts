import { describe, expect, it } from 'vitest'
import { atOneTimeOfDay, controlWorld } from '@/lib/testing/practice/control-world'
import { admitJob } from '../kube-api/job-admission'
import { at, listAt, type StoredObject } from '../kube-api/kube-object'
import type { ObjectStore } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { ContainerOutput } from './container-output'
import { programOf } from './container-program'

atOneTimeOfDay()

const POD_LIMIT = 500
const pods = (store: ObjectStore) => store.list(typeOf('Pod'))
const eventsOf = (store: ObjectStore, reason: string) =>
  store.list(typeOf('Event')).filter((event) => event['reason'] === reason)
const template = (containers: readonly object[] = [{ name: 'main', image: 'busybox:1' }]) => ({
  metadata: { labels: { app: 'many' } },
  spec: { containers },
})
const runner = (kind: string, spec: object): StoredObject => ({
  apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name: 'many', namespace: 'default' },
  spec: { selector: { matchLabels: { app: 'many' } }, ...spec },
})
const FULL =
  /^Error creating: pods "many-.*" is forbidden: exceeded quota: practice-cluster, requested: pods=1, used: pods=500, limited: pods=500$/

describe('numbers that stand in an object', () => {
  it('make no more pods than a cluster may have, and the deployment says why, as with a quota', async () => {
    const { store, apply, run } = controlWorld()
    apply(runner('Deployment', { replicas: 3_000_000, template: template() }))
    await run(1_000)
    expect(pods(store)).toHaveLength(POD_LIMIT)
    expect(eventsOf(store, 'FailedCreate')).toMatchObject([{ message: expect.stringMatching(FULL), type: 'Warning' }])
    const deployment = store.get(typeOf('Deployment'), 'default', 'many')
    const condition = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }
    expect(listAt(deployment, 'status', 'conditions')).toContainEqual(expect.objectContaining(condition))
    // Fewer are wanted again: what was too much goes, and nothing fails any more.
    const set = store.list(typeOf('Deployment'))[0]
    if (set === undefined) throw new Error('no deployment')
    store.update(typeOf('Deployment'), { ...set, spec: { ...(set['spec'] as object), replicas: 2 } })
    await run(40_000)
    expect(pods(store)).toHaveLength(2)
    const after = store.get(typeOf('Deployment'), 'default', 'many')
    expect(listAt(after, 'status', 'conditions').map((one) => one['type'])).not.toContain('ReplicaFailure')
  })

  it.each([
    ['Job', { parallelism: 5_000_000, completions: 5_000_000, template: template() }],
    ['StatefulSet', { replicas: 3_000_000, podManagementPolicy: 'Parallel', template: template() }],
  ])('make no more pods than a cluster may have: %s', async (kind, spec) => {
    const { store, apply, run } = controlWorld()
    const object = runner(kind, spec)
    apply(kind === 'Job' ? admitJob(object) : object)
    await run(500)
    expect(pods(store)).toHaveLength(POD_LIMIT)
    expect(eventsOf(store, 'FailedCreate')).toHaveLength(1)
  })

  it('of a CronJob do not come again at each start, nor do its jobs pile up', async () => {
    const { store, apply, run } = controlWorld()
    const spec = { parallelism: 5_000_000, completions: 5_000_000, template: template() }
    apply(runner('CronJob', { schedule: '* * * * *', jobTemplate: { spec } }))
    await run(65_000)
    expect(pods(store)).toHaveLength(POD_LIMIT)
    store.delete(typeOf('CronJob'), 'default', 'many', 0)
    const once = { ...template(), spec: { ...template().spec, restartPolicy: 'Never' } }
    const few = { parallelism: 1, completions: 1, template: once }
    apply({ ...runner('CronJob', { schedule: '* * * * *', jobTemplate: { spec: few } }) })
    await run(20 * 60_000)
    expect(store.list(typeOf('Job')).length).toBeLessThanOrEqual(5)
  })

  it('of bytes: a large template makes as many pods as there is room for', async () => {
    const { store, apply, run } = controlWorld()
    const env = [{ name: 'BIG', value: 'x'.repeat(200_000) }]
    apply(runner('Deployment', { replicas: 400, template: template([{ name: 'main', image: 'busybox:1', env }]) }))
    await run(1_000)
    expect(store.weight).toBeLessThan(11 * 2 ** 20)
    expect(eventsOf(store, 'FailedCreate')).toMatchObject([{ message: expect.stringContaining('limited: bytes=') }])
  })

  it('do not keep others in the cluster from being looked after', async () => {
    const { store, apply, run } = controlWorld()
    apply(runner('Deployment', { replicas: 3_000_000, template: template() }))
    await run(1_000)
    apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'zz', namespace: 'default' },
      spec: { ports: [{ port: 80 }], selector: { app: 'many' } },
    })
    await run(1_000)
    const slice = store
      .list(typeOf('EndpointSlice'))
      .find((one) => one.metadata.labels?.['kubernetes.io/service-name'] === 'zz')
    expect(at(slice, 'endpoints')).toHaveLength(100)
  })
})

describe('what a container does and writes', () => {
  it('takes turns, however many loops there are in its loops', async () => {
    const { store, apply, run } = controlWorld(['n1'])
    const words = Array.from({ length: 60 }, (_, i) => i).join(' ')
    const loops = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `for ${name} in ${words}; do `).join('')
    const script = `${loops} true; ${'done; '.repeat(6)}`
    const containers = [{ name: 'main', image: 'busybox:1', command: ['sh', '-c', script] }]
    apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'busy', namespace: 'default' }, spec: { containers } })
    await run(10_000)
    expect(at(store.get(typeOf('Pod'), 'default', 'busy'), 'status', 'phase')).toBe('Running')
  })

  it('is a program that nobody knows when its script is very long', () => {
    const script = `${'do done '.repeat(50_000)}; echo hi`
    const program = programOf({ command: ['sh', '-c', script] }, () => 0)
    expect(program?.next().value).toEqual({ does: 'wait', ms: Number.POSITIVE_INFINITY })
  })

  it('is kept up to so many characters, and no line is longer than one may be', () => {
    const output = new ContainerOutput()
    for (let i = 0; i < 200; i++) output.write({ at: i, text: 'x'.repeat(1_000_000) })
    const lengths = output.lines.map(({ text }) => text.length)
    expect(Math.max(...lengths)).toBe(2_048)
    expect(lengths.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(32 * 1_024)
  })

  it('expands variables into no more than a line', () => {
    const env = [{ name: 'X', value: 'x'.repeat(1_000_000) }]
    const program = programOf({ command: ['sh', '-c', `echo ${'$X'.repeat(3_000)}`], env }, () => 0)
    const said = [...(program ?? [])].find((step) => step.does === 'say')
    expect(said?.does === 'say' && said.text.length).toBeLessThanOrEqual(2_048)
  })
})
