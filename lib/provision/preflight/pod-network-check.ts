import { isWithin, networksOf } from '@/lib/core/networks'
import { DEFAULT_CLUSTER_CIDR, DEFAULT_SERVICE_CIDR } from '@/lib/shared/pod-networks'
import type { ReachedNetwork } from './host-facts'
import type { Judged, Purpose } from './inspection'
import { ok, type Verdict } from './verdict'

/** The networks that pods and services of a cluster get. */
export const podNetworksOf = (purpose: Purpose | undefined) => ({
  pods: purpose?.clusterCidr ?? DEFAULT_CLUSTER_CIDR,
  services: purpose?.serviceCidr ?? DEFAULT_SERVICE_CIDR,
})

const baseOf = (network: string): string => network.split('/')[0] ?? ''

/** Of two networks that overlap one lies in the other. @param a @param b `10.42.0.0/16` */
export const overlap = (a: string, b: string): boolean =>
  isWithin(networksOf([a]), baseOf(b)) || isWithin(networksOf([b]), baseOf(a))

/** What others have seldom, in the order of offering: two beside each other. */
const OTHERS: readonly (readonly [pods: string, services: string])[] = [
  [DEFAULT_CLUSTER_CIDR, DEFAULT_SERVICE_CIDR],
  ['10.52.0.0/16', '10.53.0.0/16'],
  ['172.28.0.0/16', '172.29.0.0/16'],
  ['192.168.192.0/19', '192.168.224.0/20'],
]

/**
 * k3s leads everything in these two networks to pods: a machine that has an address or a route in them loses what it
 * reached there, often its own network.
 */
export function podNetwork({ input, facts }: Judged): Verdict | undefined {
  // A network that the kernel leads to its own bridges is the cluster's own there.
  if (input.memberOf !== undefined) return undefined
  const { pods, services } = podNetworksOf(input.purpose)
  if (overlap(pods, services)) {
    return {
      level: 'blocker',
      sentence: `The networks of pods (${pods}) and of services (${services}) overlap.`,
      wayOut: `Choose two that do not, for example ${otherThan(facts.networks)}.`,
      option: 'clusterCidr',
    }
  }
  const clash = facts.networks.flatMap((own) =>
    [
      { wanted: pods, whose: 'pods' },
      { wanted: services, whose: 'services' },
    ].flatMap(({ wanted, whose }) => (overlap(own.network, wanted) ? [{ own, wanted, whose }] : [])),
  )[0]
  if (clash === undefined)
    return ok(`Nothing that it reaches lies in the networks of pods (${pods}) and services (${services}).`)
  const { own, wanted, whose } = clash
  const what = own.kind === 'address' ? `has the address ${own.network}` : `has a route to ${own.network}`
  return {
    level: 'blocker',
    sentence: `The machine ${what} (${own.link}), and the cluster's ${whose} would get ${wanted}, which overlaps it: k3s would take that network away from the machine.`,
    wayOut: `Give the cluster other networks of pods and services, for example ${otherThan(facts.networks)}; or give the machine another address or route (ip -br addr; ip route).`,
    option: 'clusterCidr',
  }
}

function otherThan(taken: readonly ReachedNetwork[]): string {
  const free = OTHERS.find((pair) => !pair.some((each) => taken.some(({ network }) => overlap(network, each))))
  const [pods, services] = free ?? ['two private networks that this machine does not reach', '']
  return services === '' ? pods : `${pods} and ${services}`
}
