import type { FirewallRule } from '@/lib/linode/networks'

const WORLD = { ipv4: ['0.0.0.0/0'], ipv6: ['::/0'] } as const
/** A rule of Linode's takes no more addresses. */
const MOST_ADDRESSES = 255
/** What NodeBalancers come from, towards private addresses. */
const BALANCERS = '192.168.255.0/24'
const NODE_PORTS = '30000-32767'

/** As long as the panel does not know the address that it comes from: SSH, to which only its key opens. */
export const firstRules: readonly FirewallRule[] = [{ label: 'ssh', protocol: 'TCP', ports: '22', ...WORLD }]

export interface NarrowRules {
  /** IPv4 networks of who may reach SSH and the Kubernetes API: the panel, and whom a person named. */
  readonly from: readonly string[]
  /** All IPv4 addresses of the cluster's machines, private and public: pods of different machines talk over either. */
  readonly machines: readonly string[]
  /** IPv4 network that NodeBalancers come from besides, in a VPC. */
  readonly balancersFrom?: string
}

/**
 * What k3s needs, and nothing else. Each rule has at most 255 addresses: of 50 machines with two each there is one rule a
 * kind, and Linode takes 25.
 */
export function narrowRules({ from, machines, balancersFrom }: NarrowRules): readonly FirewallRule[] {
  const nodes = machines.map((address) => `${address}/32`)
  const balancers = [BALANCERS, ...(balancersFrom === undefined ? [] : [balancersFrom])]
  return [
    ...split(from, { label: 'panel', protocol: 'TCP', ports: '22,6443' }),
    ...split(nodes, { label: 'cluster-api', protocol: 'TCP', ports: '6443,10250' }),
    ...split(nodes, { label: 'cluster-pods', protocol: 'UDP', ports: '8472' }),
    ...split(nodes, { label: 'cluster-ping', protocol: 'ICMP' }),
    ...split(balancers, { label: 'balancers', protocol: 'TCP', ports: NODE_PORTS }),
  ]
}

function split(networks: readonly string[], rule: Omit<FirewallRule, 'ipv4' | 'ipv6'>): readonly FirewallRule[] {
  const distinct = [...new Set(networks)]
  const count = Math.ceil(distinct.length / MOST_ADDRESSES)
  return Array.from({ length: count }, (_, index) => ({
    ...rule,
    label: count === 1 ? rule.label : `${rule.label}-${index + 1}`,
    ipv4: distinct.slice(index * MOST_ADDRESSES, (index + 1) * MOST_ADDRESSES),
    ipv6: [],
  }))
}
