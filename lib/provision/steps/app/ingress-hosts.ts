import { isIPv4 } from 'node:net'
import { AppError } from '@/lib/core/errors'
import type { ClusterApi, KubeObject } from '@/lib/ports/cluster-api'
import type { IngressDoor } from '@/lib/ports/planned-app'
import { INGRESS } from './app-refs'

/** k3s brings it under this name. */
const CONTROLLER = { namespace: 'kube-system', service: 'traefik' }
/** Every machine of a large cluster answers; nobody needs a name for each. */
const MOST_ADDRESSES = 5

/** A name by which an app is opened, and the address that it leads to. */
export interface IngressHost {
  readonly host: string
  readonly address: string
}

/**
 * The names of a door, by the addresses that the ingress controller has now; none while it has none.
 * @throws AppError `app-needs-address` where a name server is to answer with an address that it cannot write
 */
export async function ingressHosts(
  api: ClusterApi,
  { dns, host }: IngressDoor,
  signal: AbortSignal,
): Promise<readonly IngressHost[]> {
  const addresses = await api.loadBalancerAddresses(CONTROLLER.namespace, CONTROLLER.service, signal)
  const usable = addresses.filter(isIPv4).slice(0, MOST_ADDRESSES)
  if (usable.length === 0 && addresses.length > 0) throw noAddress(addresses)
  return usable.map((address) => ({ address, host: dns === 'hosts' ? host : `${host}.${address}.${dns}` }))
}

/** The Ingress of a door. */
export function ingressObject(door: IngressDoor, hosts: readonly IngressHost[]): KubeObject {
  const { namespace, name, labels, service } = door
  const backend = { service: { name: service.name, port: { number: service.port } } }
  const paths = [{ path: '/', pathType: 'Prefix', backend }]
  return {
    ...INGRESS,
    metadata: { name, namespace, labels },
    spec: { rules: [...new Set(hosts.map(({ host }) => host))].map((host) => ({ host, http: { paths } })) },
  }
}

const noAddress = (addresses: readonly string[]): AppError =>
  new AppError('app-needs-address', {
    userMessage: `The ingress controller is at ${addresses[0]}, and the names are made of IPv4 addresses. Take the app back and install it opened by a port.`,
    details: { addresses: [...addresses] },
  })
