import { afterEach, beforeEach, vi } from 'vitest'
import { ControlLoop } from '@/lib/providers/practice/controllers/control-loop'
import { CronJobController } from '@/lib/providers/practice/controllers/cron-job-controller'
import { DaemonSetController } from '@/lib/providers/practice/controllers/daemon-set-controller'
import { DeploymentController } from '@/lib/providers/practice/controllers/deployment-controller'
import { EventRecorder } from '@/lib/providers/practice/controllers/event-recorder'
import { GarbageCollector } from '@/lib/providers/practice/controllers/garbage-collector'
import { JobController } from '@/lib/providers/practice/controllers/job-controller'
import { KubeletController } from '@/lib/providers/practice/controllers/kubelet-controller'
import { NodeLifecycleController } from '@/lib/providers/practice/controllers/node-lifecycle-controller'
import { ReplicaSetController } from '@/lib/providers/practice/controllers/replica-set-controller'
import { Scheduler } from '@/lib/providers/practice/controllers/scheduler'
import { ServiceController } from '@/lib/providers/practice/controllers/service-controller'
import { StatefulSetController } from '@/lib/providers/practice/controllers/stateful-set-controller'
import { type StoredObject, textAt } from '@/lib/providers/practice/kube-api/kube-object'
import { ObjectStore } from '@/lib/providers/practice/kube-api/object-store'
import { typeOf } from '@/lib/providers/practice/kube-api/resource-type'
import { withDefaults } from '@/lib/providers/practice/kube-api/with-defaults'
import { podStatus } from '@/lib/providers/practice/kube-api/workload-columns'

/** Lets the tests of a file run at the same time of day whenever they run: schedules go by the clock. */
export function atOneTimeOfDay(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-26T10:01:00Z') })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/** The controllers of a practice cluster over a store, with machines that a test may take away or fill. */
export function controlWorld(nodes = ['n1', 'n2', 'n3']) {
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

/** A deployment `web` in the namespace `default`. */
export const webDeployment = (replicas: number, image = 'nginx:1'): StoredObject => ({
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
