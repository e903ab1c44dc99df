import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { CONFIG_FILE } from '@/lib/k3s/config'
import type {
  ClusterApi,
  ClusterApis,
  KubeObject,
  NodeFact,
  ObjectQuery,
  ObjectRef,
  PodFact,
  RolloutFact,
} from '@/lib/ports/cluster-api'
import type { PracticeMachine } from '@/lib/providers/practice/machines/practice-machine'
import type { SampleBalancers } from '@/lib/providers/provider-samples'

const Kubeconfig = z.looseObject({
  clusters: z.tuple([z.looseObject({ cluster: z.looseObject({ server: z.string() }) })]),
})
const Deployment = z.looseObject({
  spec: z.looseObject({
    replicas: z.number(),
    template: z.looseObject({ spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }) }),
  }),
})

/** The machines behind a fake cluster's API. */
export interface FakeFleet {
  now(): number
  machines(): readonly PracticeMachine[]
  machineAt(address: string): PracticeMachine | undefined
  /** Of the cloud that the cluster is in, if it is in one. */
  readonly balancers?: SampleBalancers | undefined
}

/** A machine is Ready this long after its unit came up; a pod that long after its object was made. Milliseconds. */
const NODE_READY_MS = 500
const POD_READY_MS = 300

interface StoredObject {
  readonly object: KubeObject
  readonly since: number
}

/**
 * Kubernetes as far as provisioning asks: nodes are derived from the machines whose units run, pods from the objects
 * that were applied. What a cluster holds dies with its server's data.
 */
export class FakeClusterApis implements ClusterApis {
  private readonly fleet: FakeFleet
  /** By the CA of the cluster. */
  private readonly stores = new Map<string, Map<string, StoredObject>>()

  constructor(fleet: FakeFleet) {
    this.fleet = fleet
  }

  open(kubeconfig: string): ClusterApi {
    const { server } = Kubeconfig.parse(parse(kubeconfig)).clusters[0].cluster
    return new FakeClusterApi(this.fleet, new URL(server).hostname, (ca) => this.storeOf(ca))
  }

  /** Keys of everything in clusters that still exist. */
  objects(): readonly string[] {
    return this.fleet.machines().flatMap((machine) => {
      const ca = machine.files.get('/var/lib/rancher/k3s/server/tls/server-ca.crt')?.content
      return ca === undefined ? [] : [...this.storeOf(ca).keys()]
    })
  }

  /** Whether a Service opens a port on a machine, and pods stand behind it. */
  answers(machine: PracticeMachine, port: number): boolean {
    if (!machine.on || machine.running.size === 0) return false
    return this.objects().some((key) => {
      const stored = [...this.stores.values()].map((store) => store.get(key)).find((each) => each !== undefined)
      const service = key.startsWith('Service ') ? ServicePorts.safeParse(stored?.object) : undefined
      return service?.data?.spec.ports.some((each) => each.port === port) ?? false
    })
  }

  /** Whether a machine's ingress controller sends on what asks for a name. */
  routes(machine: PracticeMachine, host: string): boolean {
    if (!machine.on || machine.running.size === 0) return false
    return [...this.stores.values()].some((store) =>
      [...store.values()].some(
        ({ object }) => object.kind === 'Ingress' && JSON.stringify(object['spec']).includes(`"host":"${host}"`),
      ),
    )
  }

  private storeOf(ca: string): Map<string, StoredObject> {
    const store = this.stores.get(ca) ?? new Map<string, StoredObject>()
    this.stores.set(ca, store)
    return store
  }
}

/** What k3s makes volumes by. */
const LOCAL_PATH: KubeObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
}

const ServicePorts = z.looseObject({ spec: z.looseObject({ ports: z.array(z.looseObject({ port: z.number() })) }) })

const isBalanced = (object: KubeObject): boolean =>
  object.kind === 'Service' && JSON.stringify(object['spec']).includes('"LoadBalancer"')

const refOf = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
})

/** Its kubelet was told that a cloud looks after it. */
const isInCloud = (machine: PracticeMachine): boolean =>
  machine.files.get(CONFIG_FILE)?.content.includes('cloud-provider=external') === true

const keyOf = (kind: string, namespace: string | undefined, name: string) => `${kind} ${namespace ?? ''}/${name}`

class FakeClusterApi implements ClusterApi {
  private readonly fleet: FakeFleet
  private readonly address: string
  private readonly storeOf: (ca: string) => Map<string, StoredObject>

  constructor(fleet: FakeFleet, address: string, storeOf: (ca: string) => Map<string, StoredObject>) {
    this.fleet = fleet
    this.address = address
    this.storeOf = storeOf
  }

  async version(signal: AbortSignal): Promise<string> {
    return this.server(signal).k3sVersion
  }

  async nodes(signal: AbortSignal): Promise<readonly NodeFact[]> {
    this.server(signal)
    return this.members().map(({ machine, since }) => {
      const ready = machine.on && this.fleet.now() - since >= NODE_READY_MS
      return {
        name: machine.name,
        ready,
        reason: ready ? '' : 'the pod network is not up yet',
        kubeletVersion: machine.k3sVersion,
        internalIp: machine.address,
        architecture: machine.architecture,
        unschedulable: false,
        awaitsCloud: isInCloud(machine) && !this.hasController(signal),
        uid: `uid-${machine.name}`,
        images: ['docker.io/rancher/mirrored-pause:3.6'],
      }
    })
  }

  async pods(namespace: string, labelSelector: string, signal: AbortSignal): Promise<readonly PodFact[]> {
    const store = this.store(signal)
    const [label = '', value = ''] = labelSelector.split('=')
    const matching = [...store.values()].filter(
      ({ object }) =>
        object.kind === 'Pod' && object.metadata.namespace === namespace && object.metadata.labels?.[label] === value,
    )
    return matching.map(({ object, since }) => {
      const ready = this.fleet.now() - since >= POD_READY_MS
      return {
        name: object.metadata.name,
        namespace,
        node: this.members()[0]?.machine.name,
        phase: ready ? 'Running' : 'Pending',
        ready,
        podIp: ready ? '10.42.0.9' : undefined,
        waitingFor: ready ? '' : 'Its container is being made.',
      }
    })
  }

  async read({ kind, namespace, name }: ObjectRef, signal: AbortSignal): Promise<KubeObject | undefined> {
    return this.store(signal).get(keyOf(kind, namespace, name))?.object
  }

  async list({ kind, namespace, labelSelector }: ObjectQuery, signal: AbortSignal): Promise<readonly KubeObject[]> {
    if (kind === 'StorageClass') return [LOCAL_PATH]
    const [label = '', value] = labelSelector?.split('=') ?? []
    return [...this.store(signal).values()].flatMap(({ object }) =>
      object.kind === kind &&
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (value === undefined || object.metadata.labels?.[label] === value)
        ? [object]
        : [],
    )
  }

  async apply(
    objects: readonly KubeObject[],
    signal: AbortSignal,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<void> {
    const store = this.store(signal)
    if (dryRun) return
    for (const object of objects) {
      const key = keyOf(object.kind, object.metadata.namespace, object.metadata.name)
      store.set(key, { object, since: store.get(key)?.since ?? this.fleet.now() })
    }
  }

  async remove(objects: readonly ObjectRef[], signal: AbortSignal): Promise<void> {
    const store = this.store(signal)
    for (const { kind, namespace, name } of objects) {
      if (kind === 'Service' && this.hasController(signal)) this.fleet.balancers?.close(`${namespace}/${name}`)
      store.delete(keyOf(kind, namespace, name))
    }
  }

  async rollout(namespace: string, deployment: string, signal: AbortSignal): Promise<RolloutFact | undefined> {
    const stored = this.store(signal).get(keyOf('Deployment', namespace, deployment))
    if (stored === undefined) return undefined
    const { replicas, template } = Deployment.parse(stored.object).spec
    const images = template.spec.containers.map(({ image }) => image)
    const able = this.members().filter(({ machine }) => images.every((image) => machine.images.has(image))).length
    const up = able > 0 && this.fleet.now() - stored.since >= POD_READY_MS
    const ready = up ? replicas : 0
    return { wanted: replicas, ready, updated: ready, waitingFor: up ? '' : 'Its pods are not ready.' }
  }

  async loadBalancers(signal: AbortSignal): Promise<readonly ObjectRef[]> {
    return [...this.store(signal).values()].flatMap(({ object }) => (isBalanced(object) ? [refOf(object)] : []))
  }

  async loadBalancerAddresses(namespace: string, service: string, signal: AbortSignal): Promise<readonly string[]> {
    const stored = this.store(signal).get(keyOf('Service', namespace, service))
    const members = this.members().map(({ machine }) => machine)
    const { balancers } = this.fleet
    if (balancers === undefined || !members.some(isInCloud)) return members.map(({ address }) => address)
    if (stored === undefined || !this.hasController(signal)) return []
    const ports = ServicePorts.parse(stored.object).spec.ports.map(({ port }) => port)
    return [balancers.open(`${namespace}/${service}`, ports)]
  }

  async podLog(): Promise<string> {
    return ''
  }

  async scale(): Promise<void> {
    throw new Error('provisioning scales nothing')
  }

  async deletePod(): Promise<void> {
    throw new Error('provisioning deletes no single pod')
  }

  close(): void {
    // Nothing is open.
  }

  private server(signal: AbortSignal): PracticeMachine {
    signal.throwIfAborted()
    const machine = this.fleet.machineAt(this.address)
    if (machine?.on === true && machine.running.has('k3s')) return machine
    throw new AppError('cluster-unreachable', { userMessage: 'The API does not answer.', retryable: true })
  }

  /** What a cloud's controller is run by. */
  private hasController(signal: AbortSignal): boolean {
    return [...this.store(signal).values()].some(({ object }) => object.kind === 'DaemonSet')
  }

  private store(signal: AbortSignal): Map<string, StoredObject> {
    const ca = this.server(signal).files.get('/var/lib/rancher/k3s/server/tls/server-ca.crt')?.content
    return this.storeOf(ca ?? '')
  }

  /** The server and every agent that was told to join it, as far as their units run. */
  private members(): readonly { readonly machine: PracticeMachine; readonly since: number }[] {
    return this.fleet.machines().flatMap((machine) => {
      const asServer = machine.address === this.address ? machine.running.get('k3s') : undefined
      const asAgent = machine.joined === this.address ? machine.running.get('k3s-agent') : undefined
      const since = asServer ?? asAgent
      return since === undefined ? [] : [{ machine, since }]
    })
  }
}
