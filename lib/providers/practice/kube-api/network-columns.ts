import { named } from '@/lib/core/named'
import { at, isObject, listAt, type StoredObject, textAt } from './kube-object'
import { AGE, type Column, column, count, field, labelsText, NAME, number, orNone, wide } from './table-column'

const portsOf = (service: StoredObject) =>
  orNone(
    listAt(service, 'spec', 'ports')
      .map((port) => {
        const nodePort = textAt(port, 'nodePort')
        return `${textAt(port, 'port')}${nodePort === '' ? '' : `:${nodePort}`}/${textAt(port, 'protocol') || 'TCP'}`
      })
      .join(','),
  )

const balancerAddresses = (object: StoredObject) =>
  listAt(object, 'status', 'loadBalancer', 'ingress')
    .map((one) => textAt(one, 'ip') || textAt(one, 'hostname'))
    .join(',')

function externalIp(service: StoredObject): string {
  const given = balancerAddresses(service)
  if (given !== '') return given
  return textAt(service, 'spec', 'type') === 'LoadBalancer' ? '<pending>' : '<none>'
}

/** At most three, as the real printer shows them. */
const few = (all: readonly string[]) =>
  all.length <= 3 ? orNone(all.join(',')) : `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`

const endpointsText = (object: StoredObject) =>
  few(
    listAt(object, 'subsets').flatMap((subset) =>
      listAt(subset, 'addresses').flatMap((address) =>
        listAt(subset, 'ports').map((port) => `${textAt(address, 'ip')}:${textAt(port, 'port')}`),
      ),
    ),
  )

const textsAt = (object: unknown, ...path: readonly string[]): readonly string[] => {
  const found = at(object, ...path)
  return Array.isArray(found) ? found.map(String) : []
}

export const NETWORK_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Service: [
    NAME,
    field('Type', 'spec', 'type'),
    field('Cluster-IP', 'spec', 'clusterIP'),
    column('External-IP', externalIp),
    column('Port(s)', portsOf),
    AGE,
    wide('Selector', (one) => orNone(labelsText(at(one, 'spec', 'selector')))),
  ],
  Endpoints: [NAME, column('Endpoints', endpointsText), AGE],
  EndpointSlice: [
    NAME,
    column('AddressType', (one) => textAt(one, 'addressType')),
    column('Ports', (one) =>
      listAt(one, 'ports').length === 0 ? '<unset>' : few(listAt(one, 'ports').map((port) => textAt(port, 'port'))),
    ),
    column('Endpoints', (one) => {
      const all = listAt(one, 'endpoints').flatMap((endpoint) => textsAt(endpoint, 'addresses'))
      return all.length === 0 ? '<unset>' : few(all)
    }),
    AGE,
  ],
  Ingress: [
    NAME,
    field('Class', 'spec', 'ingressClassName'),
    column('Hosts', (one) => {
      const hosts = listAt(one, 'spec', 'rules').map((rule) => textAt(rule, 'host') || '*')
      return hosts.length === 0 ? '*' : few(hosts)
    }),
    column('Address', balancerAddresses),
    column('Ports', (one) => (listAt(one, 'spec', 'tls').length > 0 ? '80, 443' : '80')),
    AGE,
  ],
  IngressClass: [
    NAME,
    column('Controller', (one) => textAt(one, 'spec', 'controller')),
    column('Parameters', (one) => orNone(textAt(one, 'spec', 'parameters', 'name'))),
    AGE,
  ],
  NetworkPolicy: [
    NAME,
    column('Pod-Selector', (one) => orNone(labelsText(at(one, 'spec', 'podSelector', 'matchLabels')))),
    AGE,
  ],
  PodDisruptionBudget: [
    NAME,
    column('Min Available', (one) => textAt(one, 'spec', 'minAvailable') || 'N/A'),
    column('Max Unavailable', (one) => textAt(one, 'spec', 'maxUnavailable') || 'N/A'),
    number('Allowed Disruptions', (one) => count(one, 'status', 'disruptionsAllowed')),
    AGE,
  ],
  PersistentVolumeClaim: [
    NAME,
    column('Status', (one) => textAt(one, 'status', 'phase') || 'Pending'),
    column('Volume', (one) => textAt(one, 'spec', 'volumeName')),
    column('Capacity', (one) => textAt(one, 'status', 'capacity', 'storage')),
    column('Access Modes', (one) => accessModes(textsAt(one, 'status', 'accessModes'))),
    column('StorageClass', (one) => textAt(one, 'spec', 'storageClassName')),
    column('VolumeAttributesClass', (one) => textAt(one, 'spec', 'volumeAttributesClassName') || '<unset>'),
    AGE,
    wide('VolumeMode', (one) => textAt(one, 'spec', 'volumeMode') || 'Filesystem'),
  ],
  PersistentVolume: [
    NAME,
    column('Capacity', (one) => textAt(one, 'spec', 'capacity', 'storage')),
    column('Access Modes', (one) => accessModes(textsAt(one, 'spec', 'accessModes'))),
    column('Reclaim Policy', (one) => textAt(one, 'spec', 'persistentVolumeReclaimPolicy')),
    column('Status', (one) => textAt(one, 'status', 'phase') || 'Available'),
    column('Claim', (one) => {
      const claim = at(one, 'spec', 'claimRef')
      return isObject(claim) ? `${textAt(claim, 'namespace')}/${textAt(claim, 'name')}` : ''
    }),
    column('StorageClass', (one) => textAt(one, 'spec', 'storageClassName')),
    column('VolumeAttributesClass', () => '<unset>'),
    column('Reason', (one) => textAt(one, 'status', 'reason')),
    AGE,
  ],
  StorageClass: [
    NAME,
    column('Provisioner', (one) => textAt(one, 'provisioner')),
    column('ReclaimPolicy', (one) => textAt(one, 'reclaimPolicy') || 'Delete'),
    column('VolumeBindingMode', (one) => textAt(one, 'volumeBindingMode') || 'Immediate'),
    column('AllowVolumeExpansion', (one) => textAt(one, 'allowVolumeExpansion') || 'false'),
    AGE,
  ],
}

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}
const accessModes = (modes: readonly string[]) => modes.map((mode) => named(MODES, mode) ?? mode).join(',')
