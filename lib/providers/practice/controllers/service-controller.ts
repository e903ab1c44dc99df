/**
 * Services get their endpoints, and load balancers the addresses of all nodes that answer, as k3s's service load
 * balancer does: a DaemonSet `svclb-<name>` in kube-system with the service's ports as host ports.
 */

import { CLUSTER_BOUNDS } from '../kube-api/cluster-bounds'
import { at, isObject, type JsonObject, listAt, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
import { randomName } from '../kube-api/random-name'
import { typeOf } from '../kube-api/resource-type'
import { selectorMatcher } from '../kube-api/selectors'
import {
  type Controller,
  controllerReference,
  isControlledBy,
  isEnding,
  isReady,
  type PracticeWorld,
  watchKinds,
  writeStatus,
} from './practice-world'
import { Shortages } from './shortages'

const SLICE_OWNER = 'endpointslice-controller.k8s.io'

export class ServiceController implements Controller {
  readonly name = 'service-controller'
  readonly watches = watchKinds('Service', 'Pod', 'Node', 'DaemonSet')
  private readonly world: PracticeWorld

  private readonly shortages: Shortages
  private readonly balances: () => boolean

  /** @param balances whether k3s's own load balancer runs; where it does not, a controller of a cloud takes its place */
  constructor(world: PracticeWorld, balances: () => boolean = () => true) {
    this.world = world
    this.balances = balances
    this.shortages = new Shortages(world, this.name)
  }

  reconcile(): void {
    const services = this.world.store.list(typeOf('Service'))
    const balances = this.balances()
    this.shortages.tendEach(services, (service) => {
      this.keepEndpoints(service)
      if (balances && textAt(service, 'spec', 'type') === 'LoadBalancer' && !isEnding(service)) this.balance(service)
    })
    this.dropBalancers(services)
    this.dropEndpoints(services)
  }

  private keepEndpoints(service: StoredObject): void {
    const selector = at(service, 'spec', 'selector')
    if (!isObject(selector)) return
    const { store } = this.world
    const { name, namespace = 'default' } = service.metadata
    const matches = selectorMatcher(selector)
    const pods = store
      .list(typeOf('Pod'), namespace)
      .filter((pod) => matches(pod) && textAt(pod, 'status', 'podIP') !== '' && !isEnding(pod))
      .slice(0, CLUSTER_BOUNDS.endpoints)
    const named = namedPorts(pods[0])
    const ports = listAt(service, 'spec', 'ports').map((port) => ({
      name: textAt(port, 'name'),
      port: targetPort(port, named),
      protocol: textAt(port, 'protocol') || 'TCP',
    }))
    const endpoints = pods.map((pod) => ({
      addresses: [textAt(pod, 'status', 'podIP')],
      conditions: { ready: isReady(pod), serving: isReady(pod), terminating: false },
      nodeName: textAt(pod, 'spec', 'nodeName'),
      targetRef: { kind: 'Pod', namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    }))
    this.keepOldEndpoints(service, pods, ports)
    const type = typeOf('EndpointSlice')
    const old = store.list(type, namespace).find((slice) => isControlledBy(slice, service))
    const body = { addressType: 'IPv4', endpoints, ports }
    if (old === undefined) {
      store.create(type, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: `${name}-${randomName()}`,
          generateName: `${name}-`,
          namespace,
          labels: { 'kubernetes.io/service-name': name, 'endpointslice.kubernetes.io/managed-by': SLICE_OWNER },
          ownerReferences: [controllerReference(service)],
        },
        ...body,
      })
    } else if (!sameJson({ addressType: old['addressType'], endpoints: old['endpoints'], ports: old['ports'] }, body)) {
      store.update(type, { ...old, ...body })
    }
  }

  /** The object of old that EndpointSlices took the place of; tools still read it. */
  private keepOldEndpoints(service: StoredObject, pods: readonly StoredObject[], ports: readonly JsonObject[]): void {
    const type = typeOf('Endpoints')
    const { store } = this.world
    const { name, namespace = 'default', labels } = service.metadata
    const address = (pod: StoredObject) => ({
      ip: textAt(pod, 'status', 'podIP'),
      nodeName: textAt(pod, 'spec', 'nodeName'),
      targetRef: { kind: 'Pod', namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    })
    const ready = pods.filter(isReady).map(address)
    const waiting = pods.filter((pod) => !isReady(pod)).map(address)
    const named = ports.map((port) => (port['name'] === '' ? { port: port['port'], protocol: port['protocol'] } : port))
    const subset = {
      ...(ready.length === 0 ? {} : { addresses: ready }),
      ...(waiting.length === 0 ? {} : { notReadyAddresses: waiting }),
      ports: named,
    }
    const subsets = pods.length === 0 ? [] : [subset]
    const old = store.get(type, namespace, name)
    const metadata = {
      name,
      namespace,
      labels: { ...labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
    }
    if (old === undefined) store.create(type, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets })
    else if (!sameJson(old['subsets'], subsets)) store.update(type, { ...old, subsets })
  }

  /** Endpoints bear no owner; they go with the service of their name. */
  private dropEndpoints(services: readonly StoredObject[]): void {
    const { store } = this.world
    const wanted = new Set(services.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`))
    for (const { metadata } of store.list(typeOf('Endpoints')))
      if (
        metadata.labels?.['endpoints.kubernetes.io/managed-by'] !== undefined &&
        !wanted.has(`${metadata.namespace}/${metadata.name}`)
      )
        store.delete(typeOf('Endpoints'), metadata.namespace, metadata.name, 0)
  }

  private balance(service: StoredObject): void {
    const nodes = this.world.store.list(typeOf('Node')).filter(isReady)
    const ingress = nodes.map((node) => ({
      ip: textAt(
        listAt(node, 'status', 'addresses').find((one) => one['type'] === 'InternalIP'),
        'address',
      ),
      ipMode: 'VIP',
    }))
    const status = { loadBalancer: ingress.length === 0 ? {} : { ingress } }
    if (!sameJson(service['status'], status)) writeStatus(this.world.store, service, status)
    const name = balancerName(service)
    const type = typeOf('DaemonSet')
    if (this.world.store.get(type, 'kube-system', name) === undefined)
      this.world.store.create(type, balancer(service, name))
  }

  private dropBalancers(services: readonly StoredObject[]): void {
    const wanted = new Set(
      services
        .filter((service) => textAt(service, 'spec', 'type') === 'LoadBalancer' && !isEnding(service))
        .map(balancerName),
    )
    for (const set of this.world.store.list(typeOf('DaemonSet'), 'kube-system')) {
      if (set.metadata.labels?.['svccontroller.k3s.cattle.io/svcname'] === undefined || wanted.has(set.metadata.name))
        continue
      this.world.store.delete(typeOf('DaemonSet'), 'kube-system', set.metadata.name, 0)
    }
  }
}

function targetPort(port: JsonObject, named: ReadonlyMap<unknown, unknown>): number {
  const wanted = port['targetPort'] ?? port['port']
  return typeof wanted === 'number' ? wanted : Number(named.get(wanted) ?? port['port'] ?? 0)
}

/** Ports of a pod's containers by name; of two with one name the first one counts. */
const namedPorts = (pod: StoredObject | undefined): ReadonlyMap<unknown, unknown> =>
  new Map(
    listAt(pod, 'spec', 'containers')
      .flatMap((container) => listAt(container, 'ports'))
      .reverse()
      .map((one) => [one['name'], one['containerPort']]),
  )

const balancerName = (service: StoredObject) =>
  `svclb-${service.metadata.name}-${(service.metadata.uid ?? '').slice(0, 8)}`

function balancer(service: StoredObject, name: string): StoredObject {
  const labels = {
    app: name,
    'svccontroller.k3s.cattle.io/svcname': service.metadata.name,
    'svccontroller.k3s.cattle.io/svcnamespace': service.metadata.namespace ?? 'default',
  }
  const opened = listAt(service, 'spec', 'ports').slice(0, CLUSTER_BOUNDS.openPorts)
  const containers = opened.map((port) => ({
    name: `lb-tcp-${textAt(port, 'port')}`,
    image: 'rancher/klipper-lb:v0.4.13',
    imagePullPolicy: 'IfNotPresent',
    ports: [
      { name: `lb-tcp-${textAt(port, 'port')}`, containerPort: port['port'], hostPort: port['port'], protocol: 'TCP' },
    ],
  }))
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'kube-system', labels },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Always',
          containers,
          tolerations: [
            { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' },
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
          ],
        },
      },
    },
    status: {},
  }
}
