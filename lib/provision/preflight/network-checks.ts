import type { Check, Judged } from './inspection'
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

function ports({ input, facts }: Judged): Verdict {
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

function webPorts({ facts }: Judged): Verdict | undefined {
  const taken = facts.ports.filter(({ protocol, port }) => protocol === 'tcp' && (port === 80 || port === 443))
  if (taken.length === 0 || facts.k3s.running) return undefined
  const list = taken.map(({ port, holder }) => `${port} (${holds(holder)})`).join(' and ')
  return advice(
    `A web server listens on port ${list}. k3s brings its own, Traefik, and takes these ports over.`,
    'Stop that web server if you still need it reachable, or move it to other ports.',
  )
}

function route({ facts }: Judged): Verdict {
  return facts.defaultRoute
    ? ok('It has a default route.')
    : blocker(
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

const POD_NETS = ['10.42.0.0/16', '10.43.0.0/16'] as const

/** How each firewall is opened for a cluster, by hand. */
const OPENING: Readonly<Record<'ufw' | 'firewalld' | 'nftables', string>> = {
  ufw: `sudo ufw allow 6443/tcp; sudo ufw allow 10250/tcp; sudo ufw allow 8472/udp; ${POD_NETS.map((net) => `sudo ufw allow from ${net}`).join('; ')} — or switch it off: sudo ufw disable`,
  firewalld: `sudo firewall-cmd --permanent --add-port=6443/tcp --add-port=10250/tcp --add-port=8472/udp; ${POD_NETS.map((net) => `sudo firewall-cmd --permanent --zone=trusted --add-source=${net}`).join('; ')}; sudo firewall-cmd --reload — or switch it off: sudo systemctl disable --now firewalld`,
  nftables: `Accept tcp 6443 and 10250, udp 8472, and everything from ${POD_NETS.join(' and ')} in /etc/nftables.conf, for input and forward — or switch it off: sudo systemctl disable --now nftables`,
}

function firewall({ facts }: Judged): Verdict {
  const closed = (['ufw', 'firewalld', 'nftables'] as const).filter((name) => facts.firewalls[name] === 'closed')
  const [first] = closed
  if (first !== undefined) {
    return blocker(
      `The firewall ${closed.join(' and ')} is on and keeps the machines of a cluster from each other.`,
      closed.map((name) => OPENING[name]).join(' '),
    )
  }
  const open = Object.entries(facts.firewalls).flatMap(([name, state]) => (state === 'open' ? [name] : []))
  return open.length === 0
    ? ok('No firewall stands in the way.')
    : ok(`The firewall ${open.join(' and ')} lets pods in.`)
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
  { id: 'ports', title: 'Ports', judge: ports },
  { id: 'web-ports', title: 'Web ports', judge: webPorts },
  { id: 'route', title: 'Default route', judge: route },
  { id: 'own-name', title: 'Own name', judge: ownName },
  { id: 'firewall', title: 'Firewall', judge: firewall },
  { id: 'iptables', title: 'iptables', judge: iptables },
]
