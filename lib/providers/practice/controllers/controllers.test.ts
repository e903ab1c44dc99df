import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withDefaults } from '../kube-api/admission'
import { admitJob } from '../kube-api/job-admission'
import { at, listAt, type StoredObject, textAt } from '../kube-api/kube-object'
import { ObjectStore } from '../kube-api/object-store'
import { typeOf } from '../kube-api/resource-type'
import { podStatus } from '../kube-api/workload-columns'
import { ControlLoop } from './control-loop'
import { CronJobController } from './cron-job-controller'
import { DaemonSetController } from './daemon-set-controller'
import { DeploymentController } from './deployment-controller'
import { EventRecorder } from './event-recorder'
import { GarbageCollector } from './garbage-collector'
import { JobController } from './job-controller'
import { KubeletController } from './kubelet-controller'
import { NodeLifecycleController } from './node-lifecycle-controller'
import { isReady } from './practice-world'
import { ReplicaSetController } from './replica-set-controller'
import { Scheduler } from './scheduler'
import { ServiceController } from './service-controller'
import { StatefulSetController } from './stateful-set-controller'

beforeEach(() => {
  // The same time of day whenever the tests run: schedules go by the clock.
  vi.useFakeTimers({ now: Date.parse('2026-11-26T10:01:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp(nodes = ['n1', 'n2', 'n3']) {
  const now = () => Date.now()
  const store = new ObjectStore(now)
  const away = new Set<string>()
  const full = new Set<string>()
  const images = new Map<string, Set<string>>()
  const machines = {
    answers: (node: string) => !away.has(node),
    hasImage: (node: string, image: string) => images.get(node)?.has(image) ?? false,
    addImage: (node: string, image: string) => images.set(node, (images.get(node) ?? new Set()).add(image)),
    podSubnet: (node: string) => `10.42.${nodes.indexOf(node)}`,
    address: (node: string) => `127.200.0.${nodes.indexOf(node) + 1}`,
    isFull: (node: string) => full.has(node),
  }
  const world = {
    store,
    now,
    events: new EventRecorder(store, now),
    timers: {
      after: (ms: number, callback: () => void) => {
        const timer = setTimeout(callback, ms)
        return () => clearTimeout(timer)
      },
      atTime: (timeMs: number, callback: () => void) => {
        const timer = setTimeout(callback, timeMs - Date.now())
        return () => clearTimeout(timer)
      },
    },
  }
  const errors: unknown[] = []
  const loop = new ControlLoop(
    store,
    [
      new GarbageCollector(world),
      new DeploymentController(world),
      new ReplicaSetController(world),
      new CronJobController(world),
      new JobController(world),
      new StatefulSetController(world),
      new DaemonSetController(world),
      new NodeLifecycleController(world, machines),
      new Scheduler(world),
      new KubeletController(world, machines),
      new ServiceController(world),
    ],
    (_name, error) => errors.push(error),
  )
  for (const name of ['default', 'kube-system']) {
    store.create(
      typeOf('Namespace'),
      withDefaults(typeOf('Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    )
  }
  for (const name of nodes) {
    store.create(typeOf('Node'), {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      spec: {},
      status: {
        allocatable: { cpu: '4', memory: '4Gi', pods: '110' },
        addresses: [{ type: 'InternalIP', address: machines.address(name) }],
      },
    })
  }
  const pods = () => store.list(typeOf('Pod'))
  const apply = (object: StoredObject) => {
    const type = typeOf(object.kind)
    const before = store.get(type, object.metadata.namespace, object.metadata.name)
    const ready = withDefaults(type, { ...before, ...object, metadata: { ...before?.metadata, ...object.metadata } })
    return before === undefined ? store.create(type, ready) : store.update(type, ready)
  }
  const run = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  const shown = () =>
    pods()
      .filter((pod) => !pod.metadata.namespace?.startsWith('kube'))
      .map((pod) => `${podStatus(pod)}@${textAt(pod, 'spec', 'nodeName')}`)
      .sort()
  const reasons = () => store.list(typeOf('Event')).map((event) => String(event['reason']))
  return { store, away, full, pods, apply, run, shown, reasons, errors, loop }
}

const web = (replicas: number, image = 'nginx:1'): StoredObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image, ports: [{ containerPort: 80 }] }] },
    },
  },
})
const deployment = (store: ObjectStore) => store.get(typeOf('Deployment'), 'default', 'web')

describe('a deployment', () => {
  it('starts its pods spread over the nodes, and is complete', async () => {
    const { store, apply, run, shown, reasons, errors } = setUp()
    apply(web(3))
    await run(100)
    expect(shown()).toEqual(['ContainerCreating@n1', 'ContainerCreating@n2', 'ContainerCreating@n3'])
    await run(10_000)
    expect(shown()).toEqual(['Running@n1', 'Running@n2', 'Running@n3'])
    expect(deployment(store)?.['status']).toMatchObject({
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    })
    expect(reasons()).toEqual(
      expect.arrayContaining(['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled', 'Pulling', 'Pulled', 'Started']),
    )
    expect(errors).toEqual([])
  })

  it('scales both ways', async () => {
    const { store, apply, run, shown } = setUp()
    apply(web(1))
    await run(10_000)
    apply(web(5))
    await run(10_000)
    expect(shown()).toHaveLength(5)
    apply(web(0))
    await run(10_000)
    expect(shown()).toEqual([])
    expect(deployment(store)?.['status']).not.toHaveProperty('replicas')
  })

  it('rolls a new image out without falling below what must be available, and back', async () => {
    const { store, apply, run, pods } = setUp()
    apply(web(4))
    await run(10_000)
    apply(web(4, 'nginx:2'))
    const lowest = { ready: 4 }
    for (let i = 0; i < 60; i++) {
      await run(500)
      lowest.ready = Math.min(
        lowest.ready,
        pods().filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined).length,
      )
    }
    expect(lowest.ready).toBeGreaterThanOrEqual(3)
    expect(pods().map((pod) => textAt(listAt(pod, 'spec', 'containers')[0], 'image'))).toEqual(Array(4).fill('nginx:2'))
    expect(deployment(store)?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2')
    apply(web(4, 'nginx:1'))
    await run(30_000)
    expect(store.list(typeOf('ReplicaSet'))).toHaveLength(2)
    expect(deployment(store)?.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3')
  })

  it('takes its sets and pods along when it is deleted', async () => {
    const { store, apply, run, pods } = setUp()
    apply(web(2))
    await run(10_000)
    store.delete(typeOf('Deployment'), 'default', 'web', undefined)
    await run(10_000)
    expect(pods()).toEqual([])
    expect(store.list(typeOf('ReplicaSet'))).toEqual([])
  })
})

describe('trouble', () => {
  it('moves pods from a dead node after the times of real Kubernetes, and forgets the old when it is back', async () => {
    const { store, away, apply, run, shown, loop } = setUp()
    apply(web(3))
    await run(10_000)
    away.add('n2')
    loop.poke()
    await run(49_000)
    expect(shown()).toEqual(['Running@n1', 'Running@n2', 'Running@n3'])
    await run(2_000)
    expect(deployment(store)?.['status']).toMatchObject({ readyReplicas: 2 })
    expect(
      textAt(
        listAt(store.get(typeOf('Node'), undefined, 'n2'), 'status', 'conditions').find(
          (one) => one['type'] === 'Ready',
        ),
        'status',
      ),
    ).toBe('Unknown')
    await run(290_000)
    expect(shown()).toHaveLength(3)
    await run(20_000)
    expect(shown().filter((pod) => pod.startsWith('Running'))).toHaveLength(3)
    expect(shown()).toContain('Terminating@n2')
    away.delete('n2')
    loop.poke()
    await run(5_000)
    expect(shown().some((pod) => pod.startsWith('Terminating'))).toBe(false)
    expect(isReady(store.get(typeOf('Node'), undefined, 'n2') ?? web(0))).toBe(true)
  })

  it('tells of a dead node what real Kubernetes tells, at its times', async () => {
    const { store, away, pods, apply, run, loop } = setUp()
    apply(web(3))
    await run(10_000)
    const [pod] = pods().filter((one) => textAt(one, 'spec', 'nodeName') === 'n2')
    const node = () => store.get(typeOf('Node'), undefined, 'n2')
    const told = (name: string) =>
      store
        .list(typeOf('Event'))
        .filter(
          (event) => at(event, 'involvedObject', 'name') === name && at(event, 'source', 'component') !== 'kubelet',
        )
        .map((event) => `${String(event['type'])} ${String(event['reason'])}: ${String(event['message'])}`)
    const name = pod?.metadata.name ?? ''
    const current = () => store.get(typeOf('Pod'), 'default', name)
    const ready = () => listAt(current(), 'status', 'conditions').find((one) => one['type'] === 'Ready')?.['status']
    away.add('n2')
    loop.poke()
    await run(49_900)
    expect([isReady(node() ?? web(0)), ready()]).toEqual([true, 'True'])
    await run(200)
    expect(listAt(node(), 'spec', 'taints')).toMatchObject([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
    ])
    expect(
      listAt(node(), 'status', 'conditions').map((one) => `${String(one['type'])} ${String(one['reason'])}`),
    ).toEqual([
      'MemoryPressure NodeStatusUnknown',
      'DiskPressure NodeStatusUnknown',
      'PIDPressure NodeStatusUnknown',
      'Ready NodeStatusUnknown',
    ])
    expect(told('n2')).toContain('Normal NodeNotReady: Node n2 status is now: NodeNotReady')
    expect([ready(), textAt(current(), 'status', 'phase')]).toEqual(['False', 'Running'])
    expect(told(name)).toContain('Warning NodeNotReady: Node is not ready')
    await run(299_500)
    expect(current()?.metadata.deletionTimestamp).toBeUndefined()
    await run(1_000)
    expect(current()?.metadata.deletionTimestamp).toBeDefined()
    expect(told(name)).toContain(`Normal TaintManagerEviction: Marking for deletion Pod default/${name}`)
    expect(listAt(current(), 'status', 'conditions').at(-1)).toMatchObject({
      type: 'DisruptionTarget',
      reason: 'DeletionByTaintManager',
    })
    await run(5_000)
    expect(pods().filter((one) => isReady(one) && textAt(one, 'spec', 'nodeName') !== 'n2')).toHaveLength(3)
  })

  it('keeps the pods of a node that was silent for a moment only', async () => {
    const { away, apply, run, shown, pods, loop } = setUp()
    apply(web(3))
    await run(10_000)
    const before = pods().map((pod) => pod.metadata.name)
    away.add('n1')
    loop.poke()
    await run(100_000)
    away.delete('n1')
    loop.poke()
    await run(400_000)
    expect(pods().map((pod) => pod.metadata.name)).toEqual(before)
    expect(shown()).toEqual(['Running@n1', 'Running@n2', 'Running@n3'])
  })

  it('says why a pod cannot be placed, pulled or kept running', async () => {
    const { apply, run, shown, reasons, full, loop } = setUp(['n1'])
    full.add('n1')
    loop.poke()
    await run(100)
    apply(web(1))
    await run(1_000)
    expect(shown()).toEqual(['Pending@'])
    expect(reasons()).toContain('FailedScheduling')
    full.delete('n1')
    loop.poke()
    await run(10_000)
    expect(shown()).toEqual(['Running@n1'])
    apply(web(1, 'lab/fails-to-pull:1'))
    await run(10_000)
    expect(shown()).toContain('ImagePullBackOff@n1')
    apply(web(1, 'lab/fails-to-start:1'))
    await run(10_000)
    expect(shown().some((pod) => pod.startsWith('CrashLoopBackOff'))).toBe(true)
  })
})

it('gives a load balancer the addresses of the nodes that answer, and endpoints of ready pods', async () => {
  const { store, apply, run, away, loop } = setUp()
  apply(web(2))
  apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 81, targetPort: 80 }] },
  })
  await run(15_000)
  const service = () => store.get(typeOf('Service'), 'default', 'web')
  const ips = () => listAt(service(), 'status', 'loadBalancer', 'ingress').map((one) => one['ip'])
  expect(ips()).toEqual(['127.200.0.1', '127.200.0.2', '127.200.0.3'])
  expect(store.list(typeOf('DaemonSet'), 'kube-system')[0]?.['status']).toMatchObject({ numberReady: 3 })
  const [slice] = store.list(typeOf('EndpointSlice'))
  expect(listAt(slice, 'endpoints').map((one) => at(one, 'conditions', 'ready'))).toEqual([true, true])
  away.add('n3')
  loop.poke()
  await run(60_000)
  expect(ips()).toEqual(['127.200.0.1', '127.200.0.2'])
  store.delete(typeOf('Service'), 'default', 'web', undefined)
  await run(10_000)
  expect(store.list(typeOf('DaemonSet'))).toEqual([])
  expect(store.list(typeOf('EndpointSlice'))).toEqual([])
})

it('ends a namespace with everything in it', async () => {
  const { store, apply, run } = setUp()
  apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab' } })
  apply({ ...web(2), metadata: { name: 'web', namespace: 'lab' } })
  await run(10_000)
  store.delete(typeOf('Namespace'), undefined, 'lab', undefined)
  expect(store.get(typeOf('Namespace'), undefined, 'lab')).toBeDefined()
  await run(10_000)
  expect(store.get(typeOf('Namespace'), undefined, 'lab')).toBeUndefined()
  expect(store.list(typeOf('Pod'), 'lab')).toEqual([])
})

const running = (script: string, restartPolicy: string) => ({
  restartPolicy,
  containers: [{ name: 'main', image: 'busybox:1', command: ['sh', '-c', script] }],
})

describe('jobs', () => {
  const job = (script: string, spec: object): StoredObject =>
    admitJob({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once', namespace: 'default' },
      spec: { ...spec, template: { metadata: { labels: {} }, spec: running(script, 'Never') } },
    })
  const found = (store: ObjectStore) => store.get(typeOf('Job'), 'default', 'once')
  const conditions = (store: ObjectStore) => listAt(found(store), 'status', 'conditions').map((one) => one['type'])

  it('run until as many pods succeeded as are wanted', async () => {
    const { store, apply, run, shown } = setUp()
    apply(job('echo done', { completions: 3, parallelism: 2 }))
    await run(1_000)
    expect(shown()).toHaveLength(2)
    await run(60_000)
    expect(shown().map((pod) => pod.split('@')[0])).toEqual(['Completed', 'Completed', 'Completed'])
    expect(conditions(store)).toEqual(['SuccessCriteriaMet', 'Complete'])
    expect(found(store)?.['status']).toMatchObject({ succeeded: 3 })
  })

  it('try again, ever later, and give up after as many failures as may be', async () => {
    const { store, apply, run, shown } = setUp()
    apply(job('exit 3', { backoffLimit: 2 }))
    await run(11_000)
    expect(shown()).toHaveLength(1)
    await run(200_000)
    expect(shown().map((pod) => pod.split('@')[0])).toEqual(['Error', 'Error', 'Error'])
    expect(conditions(store)).toEqual(['FailureTarget', 'Failed'])
  })

  it('come by a schedule', async () => {
    const { store, apply, run } = setUp()
    apply({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'often', namespace: 'default' },
      spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: { spec: running('echo hi', 'Never') } } } },
    })
    await run(16 * 60_000)
    expect(store.list(typeOf('Job')).length).toBe(3)
    expect(at(store.get(typeOf('CronJob'), 'default', 'often'), 'status', 'lastScheduleTime')).toBeDefined()
  })
})

it('starts the pods of a stateful set in order, and ends them from the last', async () => {
  const { apply, run, pods } = setUp()
  const set = (replicas: number, image = 'pause:1'): StoredObject => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'store', namespace: 'default' },
    spec: {
      replicas,
      serviceName: 'store',
      selector: { matchLabels: { app: 'store' } },
      template: { metadata: { labels: { app: 'store' } }, spec: { containers: [{ name: 'main', image }] } },
    },
  })
  const names = () => pods().map((pod) => pod.metadata.name)
  apply(set(3))
  await run(1_000)
  expect(names()).toEqual(['store-0'])
  await run(30_000)
  expect(names()).toEqual(['store-0', 'store-1', 'store-2'])
  apply(set(3, 'pause:2'))
  await run(60_000)
  expect(pods().map((pod) => textAt(listAt(pod, 'spec', 'containers')[0], 'image'))).toEqual(Array(3).fill('pause:2'))
  apply(set(1, 'pause:2'))
  await run(20_000)
  expect(names()).toEqual(['store-0'])
})
