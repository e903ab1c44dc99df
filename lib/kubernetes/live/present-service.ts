import type { ServiceRow, StateWords } from '@/lib/contracts/live-rows'
import { isSystemNamespace } from '@/lib/shared/live-cluster/system-namespaces'
import { type ServiceObject, timeOf } from '../objects'
import { APP_LABEL } from './present-deployment'

/** A Service as a row of the view. */
export function presentService({ metadata, spec, status }: ServiceObject): ServiceRow {
  const type = spec.type ?? 'ClusterIP'
  const addresses = (status.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
  return {
    key: metadata.uid,
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    system: isSystemNamespace(metadata.namespace),
    type,
    clusterIp: spec.clusterIP && spec.clusterIP !== 'None' ? spec.clusterIP : null,
    ports: (spec.ports ?? []).map(({ port, protocol, nodePort }) => ({
      port,
      protocol: protocol ?? 'TCP',
      nodePort: nodePort ?? null,
    })),
    addresses,
    app: metadata.labels?.[APP_LABEL] ?? null,
    createdAt: timeOf(metadata.creationTimestamp) ?? 0,
    ...serviceState(type, addresses, spec),
  }
}

function serviceState(type: string, addresses: readonly string[], spec: ServiceObject['spec']): StateWords {
  if (type === 'ExternalName') {
    const name = spec.externalName || 'a name that it does not say'
    return { tone: 'good', label: 'Elsewhere', words: `Another name, inside the cluster, for ${name}.`, hint: '' }
  }
  const nodePorts = (spec.ports ?? []).flatMap(({ nodePort }) => nodePort ?? [])
  if (type === 'NodePort' && nodePorts.length > 0) {
    const ports = nodePorts.length === 1 ? `port ${nodePorts[0]}` : `the ports ${nodePorts.join(', ')}`
    return { tone: 'good', label: 'Open', words: `Reached from outside on ${ports} of every machine.`, hint: '' }
  }
  const outside = spec.externalIPs ?? []
  if (type !== 'LoadBalancer' && outside.length > 0) {
    return { tone: 'good', label: 'Open', words: `Reached from outside on ${outside.join(', ')}.`, hint: '' }
  }
  if (type !== 'LoadBalancer')
    return { tone: 'good', label: 'Inside', words: 'Reached from inside the cluster.', hint: '' }
  if (addresses.length > 0) {
    return { tone: 'good', label: 'Open', words: `Reached from outside on ${addresses.join(', ')}.`, hint: '' }
  }
  return {
    tone: 'busy',
    label: 'Opening',
    words: 'Waiting for an address from outside.',
    hint: "If it stays, its port may be in use on every machine, or k3s's service load balancer is switched off.",
  }
}
