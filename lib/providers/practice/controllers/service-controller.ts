/**
 * Services get their endpoints, and load balancers the addresses of all nodes that answer, as k3s's service load
 * balancer does: a DaemonSet `svclb-<name>` in kube-system with the service's ports as host ports.
 */
import { at, isObject, type JsonObject, listAt, type StoredObject, sameJson, textAt } from '../kube-api/kube-object'
import { typeOf } from '../kube-api/resource-type'
import { selectorMatcher } from '../kube-api/selectors'
import {
  type Controller,
  controllerReference,
  isControlledBy,
  isEnding,
  isReady,
  type PracticeWorld,
  writeStatus,
} from './practice-world'

const SLICE_OWNER = 'endpointslice-controller.k8s.io'

export class ServiceController implements Controller {
  readonly name = 'service-controller'
  private readonly world: PracticeWorld

  constructor(world: PracticeWorld) {
    this.world = world
  }

  reconcile(): void {
    const services = this.world.store.list(typeOf('Service'))
    for (const service of services) {
      this.keepEndpoints(service)
      if (textAt(service, 'spec', 'type') === 'LoadBalancer' && !isEnding(service)) this.balance(service)
    }
    this.dropBalancers(services)
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
    const ports = listAt(service, 'spec', 'ports').map((port) => ({
      name: textAt(port, 'name'),
      port: targetPort(port, pods[0]),
      protocol: textAt(port, 'protocol') || 'TCP',
    }))
    const endpoints = pods.map((pod) => ({
      addresses: [textAt(pod, 'status', 'podIP')],
      conditions: { ready: isReady(pod), serving: isReady(pod), terminating: false },
      nodeName: textAt(pod, 'spec', 'nodeName'),
      targetRef: { kind: 'Pod', namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    }))
    const type = typeOf('EndpointSlice')
    const old = store.list(type, namespace).find((slice) => isControlledBy(slice, service))
    const body = { addressType: 'IPv4', endpoints, ports }
    if (old === undefined) {
      store.create(type, {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: {
          name: `${name}-practice`,
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

function targetPort(port: JsonObject, pod: StoredObject | undefined): number {
  const wanted = port['targetPort'] ?? port['port']
  if (typeof wanted === 'number') return wanted
  const named = listAt(pod, 'spec', 'containers').flatMap((container) => listAt(container, 'ports'))
  return Number(named.find((one) => one['name'] === wanted)?.['containerPort'] ?? port['port'] ?? 0)
}

const balancerName = (service: StoredObject) =>
  `svclb-${service.metadata.name}-${(service.metadata.uid ?? '').slice(0, 8)}`

function balancer(service: StoredObject, name: string): StoredObject {
  const labels = {
    app: name,
    'svccontroller.k3s.cattle.io/svcname': service.metadata.name,
    'svccontroller.k3s.cattle.io/svcnamespace': service.metadata.namespace ?? 'default',
  }
  const containers = listAt(service, 'spec', 'ports').map((port) => ({
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
