import { CLUSTER_BOUNDS } from './cluster-bounds'
import { at, isObject, type StoredObject, textAt } from './kube-object'
import type { ObjectStore } from './object-store'
import { apiVersionOf, type ResourceType, typeOf } from './resource-type'
import { statusErrors } from './status-error'
import { withDefaults } from './with-defaults'
import type { Admit } from './write-handlers'

const SERVICE_SUBNET = '10.43'
const FIRST_NODE_PORT = 30_000
const NODE_PORTS = 2_768

/** What a k3s cluster has from its first second: namespaces, the API's own service, CoreDNS, the default account. */
export function bootstrap(store: ObjectStore): void {
  const make = (
    kind: string,
    object: { readonly metadata: StoredObject['metadata']; readonly [field: string]: unknown },
  ) => {
    const type = typeOf(kind)
    const { name, namespace } = object.metadata
    if (store.get(type, namespace, name) !== undefined) return
    store.create(type, withDefaults(type, { apiVersion: apiVersionOf(type), kind, ...object }))
  }
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    make('Namespace', { metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } })
    make('ServiceAccount', { metadata: { name: 'default', namespace: name } })
  }
  make('Service', {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: `${SERVICE_SUBNET}.0.1`,
      clusterIPs: [`${SERVICE_SUBNET}.0.1`],
      ports: [{ name: 'https', port: 443, targetPort: 6443 }],
    },
    status: { loadBalancer: {} },
  })
  const labels = { 'k8s-app': 'kube-dns' }
  make('Deployment', {
    metadata: { name: 'coredns', namespace: 'kube-system', labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'coredns', image: 'rancher/mirrored-coredns-coredns:1.14.0' }] },
      },
    },
  })
  make('Service', {
    metadata: { name: 'kube-dns', namespace: 'kube-system', labels },
    spec: {
      type: 'ClusterIP',
      clusterIP: `${SERVICE_SUBNET}.0.10`,
      clusterIPs: [`${SERVICE_SUBNET}.0.10`],
      selector: labels,
      ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
    },
    status: { loadBalancer: {} },
  })
}

/** Gives services their cluster addresses and node ports, and keeps them over updates. */
export function allocate(store: ObjectStore): Admit {
  return (type: ResourceType, object: StoredObject, before: StoredObject | undefined): StoredObject => {
    if (type.kind !== 'Service') return object
    const spec = isObject(object['spec']) ? object['spec'] : {}
    const kept = textAt(before, 'spec', 'clusterIP')
    const given = textAt(spec, 'clusterIP')
    const clusterIP = given || kept || nextAddress(store, type, object)
    const opens = ['NodePort', 'LoadBalancer'].includes(textAt(spec, 'type'))
    const ports = Array.isArray(spec['ports']) ? spec['ports'].filter(isObject) : []
    if (textAt(spec, 'type') === 'LoadBalancer') assertFewOpenPorts(store, type, object, ports.length)
    const taken = new Set(store.list(type).flatMap(nodePortsOf))
    const withNodePorts = ports.map((port) => {
      if (!opens || port['nodePort'] !== undefined) return port
      const old = nodePortOf(before, port['port'])
      const nodePort = old ?? freePort(taken, type, object)
      taken.add(nodePort)
      return { ...port, nodePort }
    })
    return {
      ...object,
      spec: {
        ...spec,
        clusterIP,
        clusterIPs: [clusterIP],
        ...(spec['ports'] === undefined ? {} : { ports: opens ? withNodePorts : ports }),
      },
      status: object['status'] ?? before?.['status'] ?? { loadBalancer: {} },
    }
  }
}

/** Each port of a load balancer is a real one on this machine, once a simulated machine. */
function assertFewOpenPorts(store: ObjectStore, type: ResourceType, object: StoredObject, requested: number): void {
  const { name, namespace } = object.metadata
  const others = store
    .list(type)
    .filter((one) => textAt(one, 'spec', 'type') === 'LoadBalancer')
    .filter((one) => one.metadata.name !== name || one.metadata.namespace !== namespace)
  const used = others.reduce((sum, one) => sum + portsOf(one).length, 0)
  const limited = CLUSTER_BOUNDS.openPorts
  if (used + requested > limited)
    throw statusErrors.overQuota(type, name, 'loadbalancer-ports', { requested, used, limited })
}

function nextAddress(store: ObjectStore, type: ResourceType, object: StoredObject): string {
  const taken = new Set(store.list(typeOf('Service')).map((service) => textAt(service, 'spec', 'clusterIP')))
  for (let number = 256; number < 65_535; number++) {
    const address = `${SERVICE_SUBNET}.${number >> 8}.${number & 255}`
    if ((number & 255) !== 0 && !taken.has(address)) return address
  }
  throw statusErrors.overQuota(type, object.metadata.name, 'cluster-ips', {
    requested: 1,
    used: 65_279,
    limited: 65_279,
  })
}

function freePort(taken: ReadonlySet<number>, type: ResourceType, object: StoredObject): number {
  for (let port = FIRST_NODE_PORT; port < FIRST_NODE_PORT + NODE_PORTS; port++) if (!taken.has(port)) return port
  const { name } = object.metadata
  throw statusErrors.overQuota(type, name, 'nodeports', { requested: 1, used: NODE_PORTS, limited: NODE_PORTS })
}

const portsOf = (service: StoredObject | undefined) => {
  const ports = at(service, 'spec', 'ports')
  return Array.isArray(ports) ? ports.filter(isObject) : []
}
const nodePortsOf = (service: StoredObject) =>
  portsOf(service).flatMap((port) => (typeof port['nodePort'] === 'number' ? [port['nodePort']] : []))
const nodePortOf = (service: StoredObject | undefined, port: unknown): number | undefined => {
  const found = portsOf(service).find((one) => one['port'] === port)?.['nodePort']
  return typeof found === 'number' ? found : undefined
}
