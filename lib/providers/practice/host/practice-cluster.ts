/**
 * One practice cluster: its store, its API, its controllers and its simulated machines, all in this process. It begins
 * with a server machine, grows with agents, and goes when its machines are wiped.
 */

import { SPEED_LABEL } from '@/lib/shared/practice/practice-data'
import { ControlLoop } from '../controllers/control-loop'
import { CronJobController } from '../controllers/cron-job-controller'
import { DaemonSetController } from '../controllers/daemon-set-controller'
import { DeploymentController } from '../controllers/deployment-controller'
import { EventRecorder } from '../controllers/event-recorder'
import { GarbageCollector } from '../controllers/garbage-collector'
import { JobController } from '../controllers/job-controller'
import { KubeletController, type MachineStates } from '../controllers/kubelet-controller'
import { LinodeController } from '../controllers/linode-controller'
import { type ControllerCloud, UNINITIALIZED } from '../controllers/linode-nodes'
import { NamespaceController } from '../controllers/namespace-controller'
import { NodeLifecycleController } from '../controllers/node-lifecycle-controller'
import type { PracticeWorld } from '../controllers/practice-world'
import { ReplicaSetController } from '../controllers/replica-set-controller'
import { Scheduler } from '../controllers/scheduler'
import { ServiceController } from '../controllers/service-controller'
import { StatefulSetController } from '../controllers/stateful-set-controller'
import { TraefikController } from '../controllers/traefik-controller'
import type { Sink } from '../kube-api/api-exchange'
import { allocate, bootstrap } from '../kube-api/bootstrap'
import { DEFINITION, TypeCatalogue } from '../kube-api/custom-types'
import { KubeApi } from '../kube-api/kube-api'
import { type StoredObject, textAt } from '../kube-api/kube-object'
import { ObjectStore, timestamp } from '../kube-api/object-store'
import type { PodLogOptions } from '../kube-api/pod-log-options'
import { typeOf } from '../kube-api/resource-type'
import type { SharedRoom } from '../kube-api/store-room'
import { streamLines } from '../kube-api/stream-lines'

const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface PracticeClusterOptions {
  readonly clusterId: string
  readonly gitVersion: string
  readonly prefix: string
  /** How much faster than real its time runs: 1 is real. */
  readonly speed: number
  readonly machines: MachineStates
  readonly now: () => number
  readonly onError: (controller: string, error: unknown) => void
  /** Something is to be kept: called often, after every change. */
  readonly onChange: () => void
  /** Does a piece of this cluster's work in its turn; by itself a cluster does it at once. */
  readonly turn?: <Result>(work: () => Result) => Promise<Result>
  /** What all clusters of the process may weigh together. */
  readonly room?: SharedRoom
  /** Lines that a pod's container wrote so far, and how to hear of more. */
  readonly podLines: (pod: StoredObject) => PodLines
  /** Whether k3s's own load balancer runs; by default it does. */
  readonly balances?: () => boolean
  /** Whether k3s installs Traefik; by default it does not. */
  readonly traefik?: () => boolean
  /** The cloud that its machines are in. */
  readonly cloud?: ControllerCloud
}

export interface PodLines {
  readonly lines: readonly { readonly at: number; readonly text: string }[]
  follow(onLine: (line: { readonly at: number; readonly text: string }) => void): () => void
}

export interface PracticeDump {
  readonly version: number
  readonly objects: readonly StoredObject[]
}

export class PracticeCluster {
  readonly store: ObjectStore
  readonly api: KubeApi
  private readonly options: PracticeClusterOptions
  private readonly loop: ControlLoop
  private readonly kubelets: KubeletController
  private readonly timers = new Set<ReturnType<typeof setTimeout>>()

  constructor(options: PracticeClusterOptions, dump?: PracticeDump) {
    this.options = options
    this.store = new ObjectStore(options.now, dump?.version, options.room)
    // Definitions first: without them the objects of their kinds would have none.
    const objects = [...(dump?.objects ?? [])].sort(
      (a, b) => Number(b.kind === DEFINITION) - Number(a.kind === DEFINITION),
    )
    const types = new TypeCatalogue(this.store)
    for (const object of objects) {
      const type = types.findKind(object.apiVersion, object.kind)
      if (type !== undefined) this.store.restore(type, object)
    }
    this.api = new KubeApi({
      store: this.store,
      gitVersion: options.gitVersion,
      prefix: options.prefix,
      now: options.now,
      admit: allocate(this.store),
      onError: (error) => options.onError('api', error),
      kubelets: { streamLog: (pod, log, sink) => this.streamLog(pod, log, sink) },
    })
    const world = this.world()
    this.kubelets = new KubeletController(world, options.machines)
    this.loop = new ControlLoop(
      this.store,
      [
        new GarbageCollector(world),
        new NamespaceController(world),
        new CronJobController(world),
        new JobController(world),
        new DeploymentController(world),
        new ReplicaSetController(world),
        new StatefulSetController(world),
        new DaemonSetController(world),
        new NodeLifecycleController(world, options.machines),
        new Scheduler(world),
        this.kubelets,
        new TraefikController(world, options.traefik ?? (() => false)),
        new ServiceController(world, options.balances),
        ...(options.cloud === undefined ? [] : [new LinodeController(world, options.cloud, () => this.poke())]),
      ],
      options.onError,
      options.turn === undefined ? undefined : (work) => void this.inTurn('control-loop', work),
    )
    this.store.onChange(options.onChange)
    if (dump === undefined) bootstrap(this.store)
    this.loop.poke()
  }

  /** A machine's kubelet registers its node; repeatable. */
  joinNode(machine: JoiningMachine): void {
    const type = typeOf('Node')
    if (this.store.get(type, undefined, machine.name) === undefined)
      this.store.create(type, nodeOf(machine, this.options))
    this.loop.poke()
  }

  /** A machine's state changed: cut off, back, full, slow. */
  poke(): void {
    this.loop.poke()
  }

  dump(): PracticeDump {
    return this.store.dump()
  }

  stop(): void {
    this.stopped = true
    this.loop.stop()
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
  }

  private world(): PracticeWorld {
    const { now, speed } = this.options
    const later = (ms: number, callback: () => void) => {
      const called = { off: false }
      // A longer one would fire at once.
      const timer = setTimeout(
        () => {
          this.timers.delete(timer)
          void this.inTurn('timer', () => {
            if (!called.off) callback()
          })
        },
        Math.min(Math.max(0, ms), LONGEST_TIMER_MS),
      )
      this.timers.add(timer)
      return () => {
        called.off = true
        clearTimeout(timer)
        this.timers.delete(timer)
      }
    }
    const after = (ms: number, callback: () => void) => later(ms / speed, callback)
    const atTime = (timeMs: number, callback: () => void) => later(timeMs - now(), callback)
    return { store: this.store, now, timers: { after, atTime }, events: new EventRecorder(this.store, now) }
  }

  private stopped = false
  private async inTurn(what: string, work: () => void): Promise<void> {
    const { turn, onError } = this.options
    const unlessStopped = () => {
      if (!this.stopped) work()
    }
    try {
      await (turn === undefined ? unlessStopped() : turn(unlessStopped))
    } catch (error) {
      onError(what, error)
    }
  }

  private streamLog(pod: StoredObject, log: PodLogOptions, sink: Sink): void {
    const source = this.kubelets.outputOf(pod, log) ?? this.options.podLines(pod)
    // Nobody writes any more when the pod is gone.
    const stop = this.store.onChange(({ type, object }) => {
      if (type === 'DELETED' && object.metadata.uid === pod.metadata.uid) sink.end()
    })
    sink.onClose(stop)
    streamLines(source, log, this.options.now(), sink)
  }
}

export interface JoiningMachine {
  readonly name: string
  readonly role: 'server' | 'agent'
  readonly address: string
  readonly cpus: number
  readonly memoryGiB: number
  readonly architecture: string
  readonly osImage: string
  /** Its kubelet leaves addresses and the provider's id to the controller of a cloud, and waits for it. */
  readonly external?: boolean
  readonly providerId?: string | undefined
}

function nodeOf(machine: JoiningMachine, { gitVersion, clusterId, now, speed }: PracticeClusterOptions): StoredObject {
  const at = timestamp(now())
  const resources = {
    cpu: String(machine.cpus),
    memory: `${machine.memoryGiB * 2 ** 20}Ki`,
    pods: '110',
    'ephemeral-storage': '30Gi',
  }
  const server = machine.role === 'server' ? { 'node-role.kubernetes.io/control-plane': 'true' } : {}
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: machine.name,
      labels: {
        'kubernetes.io/hostname': machine.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': machine.architecture,
        ...(machine.external === true ? {} : { 'node.kubernetes.io/instance-type': 'practice' }),
        'buzzcrate.dev/practice': 'true',
        'buzzcrate.dev/cluster': clusterId,
        [SPEED_LABEL]: String(speed),
        ...server,
      },
    },
    spec:
      machine.external === true
        ? {
            ...(machine.providerId === undefined ? {} : { providerID: machine.providerId }),
            taints: [{ key: UNINITIALIZED, value: 'true', effect: 'NoSchedule' }],
          }
        : { providerID: `practice://${clusterId}/${machine.name}` },
    status: {
      addresses: [
        { type: 'InternalIP', address: machine.address },
        { type: 'Hostname', address: machine.name },
      ],
      capacity: resources,
      allocatable: resources,
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'KubeletNotReady',
          message: 'container runtime network not ready',
          lastHeartbeatTime: at,
          lastTransitionTime: at,
        },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: machine.architecture,
        bootID: '',
        containerRuntimeVersion: 'practice://1.0.0',
        kernelVersion: 'practice',
        kubeProxyVersion: '',
        kubeletVersion: gitVersion,
        machineID: '',
        operatingSystem: 'linux',
        osImage: machine.osImage,
        systemUUID: '',
      },
    },
  }
}

/** Where a pod is, for the machines that run it. */
export const nodeNameOf = (pod: StoredObject): string => textAt(pod, 'spec', 'nodeName')
