import { firewall } from './firewall-check'
import type { Check, Judged, OpenedPort } from './inspection'
import { podNetwork } from './pod-network-check'
import { advice, blocker, ok, type Verdict } from './verdict'

interface NeededPort {
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly what: string
}

const BOTH: readonly NeededPort[] = [
  { protocol: 'tcp', port: 10250, what: 'the kubelet' },
  { protocol: 'udp', port: 8472, what: 'the pod network' },
  { protocol: 'tcp', port: 6444, what: "k3s's load balancer" },
  { protocol: 'tcp', port: 10248, what: "the kubelet's health check" },
  { protocol: 'tcp', port: 10249, what: "kube-proxy's metrics" },
  { protocol: 'tcp', port: 10256, what: "kube-proxy's health check" },
  { protocol: 'tcp', port: 10010, what: "containerd's streams" },
]

/** What k3s opens, by role; the first ones are seen from outside. */
const NEEDED: Readonly<Record<'server' | 'agent', readonly NeededPort[]>> = {
  agent: BOTH,
  server: [
    { protocol: 'tcp', port: 6443, what: 'the Kubernetes API' },
    ...BOTH,
    { protocol: 'tcp', port: 10257, what: 'the controller manager' },
    { protocol: 'tcp', port: 10258, what: "k3s's cloud controller" },
    { protocol: 'tcp', port: 10259, what: 'the scheduler' },
  ],
}

const holds = (holder: string | null): string => (holder === null ? 'another program' : holder)

function ownPorts({ input, facts }: Judged): Verdict {
  const needed = NEEDED[input.purpose?.role ?? 'server']
  const taken = needed.flatMap((need) => {
    const open = facts.ports.find((port) => port.port === need.port && port.protocol === need.protocol)
    // An existing k3s has a finding of its own.
    return open === undefined || open.holder?.startsWith('k3s') === true ? [] : [{ ...need, holder: open.holder }]
  })
  if (taken.length === 0) return ok('The ports that k3s needs are free.')
  const list = taken.map(({ port, protocol, what, holder }) => `${port}/${protocol} (${what}) by ${holds(holder)}`)
  const [first] = taken
  return blocker(
    `${taken.length === 1 ? 'A port that k3s needs is' : 'Ports that k3s needs are'} in use: ${list.join(', ')}.`,
    `Stop what holds ${taken.length === 1 ? 'it' : 'them'}; this shows which: sudo ss -lntup 'sport = :${first?.port}'`,
  )
}

/** What takes ports of every machine does so before any program on it: the kernel leads packets away. */
function openedPorts({ input, facts }: Judged): Verdict | undefined {
  const opens = input.purpose?.opens ?? []
  if (opens.length === 0) return undefined
  const taken = opens.flatMap(({ port, what }) => {
    const open = facts.ports.find((each) => each.protocol === 'tcp' && each.port === port)
    return open === undefined ? [] : [{ port, what, holder: open.holder }]
  })
  const [first] = taken
  if (first === undefined) return ok(`Nothing else answers on ${ports(opens)}.`)
  const list = taken
    .map(({ port, what, holder }) => `${port} (${holds(holder)}; ${what} is to answer there)`)
    .join(', ')
  return advice(
    `Something listens already on port ${list}. From other machines it will not be reached any more, and on the machine itself it answers instead.`,
    `Move it to another port, or stop it; this shows it: sudo ss -lntp 'sport = :${first.port}'`,
  )
}

const ports = (opens: readonly OpenedPort[]): string =>
  `${opens.length === 1 ? 'port' : 'the ports'} ${opens.map(({ port, what }) => `${port} (${what})`).join(', ')}`

function route({ facts }: Judged): Verdict {
  if (facts.defaultRoute) return ok('It has a default route.')
  if (facts.defaultRoute6) {
    return blocker(
      'The machine has a default route of IPv6 only, and the pod network that BuzzCrate sets up is IPv4.',
      'Give it an IPv4 address and a gateway; one that leads nowhere is enough: sudo ip route add default via <gateway>',
    )
  }
  return blocker(
    'The machine has no default route, and k3s does not start without one.',
    'Set a gateway on its network; one that leads nowhere is enough: sudo ip route add default via <gateway>',
  )
}

function ownName({ facts }: Judged): Verdict {
  if (facts.resolvesOwnName) return ok('It knows its own name.')
  return {
    level: 'advice',
    sentence: `The machine does not know its own name (${facts.hostname}): every sudo and some programs wait for that.`,
    wayOut: `Put it into /etc/hosts: 127.0.1.1 ${facts.hostname}`,
    fix: 'add-hosts-entry',
  }
}

/** Versions whose nft mode breaks Kubernetes' rules. k3s brings a good one. */
function iptables({ facts }: Judged): Verdict | undefined {
  const match = /v1\.(\d+)\.(\d+)(.*nf_tables)?/.exec(facts.iptables)
  if (match === null) return undefined
  const [minor, patch] = [Number(match[1]), Number(match[2])]
  const isBad = (minor === 8 && patch <= 4 && match[3] !== undefined) || minor < 6 || (minor === 6 && patch <= 1)
  if (!isBad) return undefined
  return advice(
    `${facts.iptables} has faults that break Kubernetes' network rules.`,
    'Update the package iptables, or tell k3s to use its own: prefer-bundled-bin: true',
  )
}

export const networkChecks: readonly Check[] = [
  { id: 'ports', title: 'Ports', judge: ownPorts },
  { id: 'opened-ports', title: 'Ports of apps', judge: openedPorts },
  { id: 'route', title: 'Default route', judge: route },
  { id: 'own-name', title: 'Own name', judge: ownName },
  { id: 'pod-network', title: 'Pod network', judge: podNetwork },
  { id: 'firewall', title: 'Firewall', judge: firewall },
  { id: 'iptables', title: 'iptables', judge: iptables },
]
