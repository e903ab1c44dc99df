import type { HostFacts } from './host-facts'
import type { Judged, Purpose } from './inspection'
import { type Packet, readFilterRules, readNftRules, wouldPass } from './packet-filter'
import { podNetworksOf } from './pod-network-check'
import { blocker, ok, type Verdict } from './verdict'

type Tool = keyof HostFacts['firewalls']

/** How each firewall is opened for a cluster, by hand. */
const OPENING: Readonly<Record<Tool, (nets: readonly string[]) => string>> = {
  ufw: (nets) =>
    `sudo ufw allow 6443/tcp; sudo ufw allow 10250/tcp; sudo ufw allow 8472/udp; ${nets.map((net) => `sudo ufw allow from ${net}`).join('; ')} — or switch it off: sudo ufw disable`,
  firewalld: (nets) =>
    `sudo firewall-cmd --permanent --add-port=6443/tcp --add-port=10250/tcp --add-port=8472/udp; ${nets.map((net) => `sudo firewall-cmd --permanent --zone=trusted --add-source=${net}`).join('; ')}; sudo firewall-cmd --reload — or switch it off: sudo systemctl disable --now firewalld`,
  nftables: (nets) =>
    `Accept tcp 6443 and 10250, udp 8472, and everything from ${nets.join(' and ')} in /etc/nftables.conf, for input and forward — or switch it off: sudo systemctl disable --now nftables`,
}

/** Whoever made the rules: first those that have a tool for it, then the rules as they stand. */
export function firewall({ input, facts }: Judged): Verdict {
  const { pods, services } = podNetworksOf(input.purpose)
  const closed = (['ufw', 'firewalld', 'nftables'] as const).filter((name) => facts.firewalls[name] === 'closed')
  if (closed.length > 0) {
    return blocker(
      `The firewall ${closed.join(' and ')} is on and keeps the machines of a cluster from each other.`,
      closed.map((name) => OPENING[name]([pods, services])).join(' '),
    )
  }
  const stopped = stoppedPackets(facts, input.purpose)
  if (stopped.length > 0) return rulesInTheWay(stopped, pods, services)
  const open = Object.entries(facts.firewalls).flatMap(([name, state]) => (state === 'open' ? [name] : []))
  return open.length === 0
    ? ok('No firewall stands in the way.')
    : ok(`The firewall ${open.join(' and ')} lets pods in.`)
}

/** What must pass, as the machine's own rules see it. */
function neededPackets(facts: HostFacts, purpose: Purpose | undefined): readonly Packet[] {
  const own = facts.networks.find(({ kind, link }) => kind === 'address' && link === facts.defaultLink)
  const neighbour = { from: own?.network.split('/')[0] ?? '192.168.0.2', link: facts.defaultLink }
  const { pods } = podNetworksOf(purpose)
  const pod = pods.split('/')[0] ?? ''
  const toServer: readonly Packet[] =
    purpose?.role === 'agent'
      ? []
      : [
          { ...neighbour, hook: 'input', protocol: 'tcp', port: 6443, says: '6443/tcp (the Kubernetes API)' },
          { from: pod, link: 'cni0', hook: 'input', protocol: 'tcp', port: 6443, says: 'pods to the Kubernetes API' },
        ]
  return [
    ...toServer,
    { ...neighbour, hook: 'input', protocol: 'tcp', port: 10250, says: '10250/tcp (the kubelet)' },
    { ...neighbour, hook: 'input', protocol: 'udp', port: 8472, says: '8472/udp (the pod network)' },
    { from: pod, link: 'cni0', hook: 'forward', protocol: 'tcp', port: 8080, says: 'pods to each other' },
  ]
}

function stoppedPackets(facts: HostFacts, purpose: Purpose | undefined): readonly Packet[] {
  const rules = [...readFilterRules(facts.filterRules), ...readNftRules(facts.nftRules, facts.filterRules !== '')]
  return neededPackets(facts, purpose).filter((packet) => !wouldPass(rules, packet))
}

function rulesInTheWay(stopped: readonly Packet[], pods: string, services: string): Verdict {
  const inputs = stopped.filter(({ hook }) => hook === 'input')
  const forwards = stopped.some(({ hook }) => hook === 'forward')
  const rules = [
    ...inputs
      .filter(({ link }) => link !== 'cni0')
      .map(({ protocol, port }) => `sudo iptables -I INPUT -p ${protocol} --dport ${port} -j ACCEPT`),
    ...(inputs.length > 0
      ? [`sudo iptables -I INPUT -s ${pods} -j ACCEPT`, `sudo iptables -I INPUT -s ${services} -j ACCEPT`]
      : []),
    ...(forwards
      ? [`sudo iptables -I FORWARD -s ${pods} -j ACCEPT`, `sudo iptables -I FORWARD -d ${pods} -j ACCEPT`]
      : []),
  ]
  return blocker(
    `Rules of its packet filter stop what a cluster needs: ${stopped.map(({ says }) => says).join(', ')}.`,
    `Let it pass: ${rules.join('; ')} — and keep it over a restart: sudo netfilter-persistent save (or put the same into the file that the rules come from, e.g. /etc/nftables.conf).`,
  )
}
