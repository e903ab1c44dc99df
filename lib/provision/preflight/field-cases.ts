import { agent, type Case, server } from './preflight-case'

const address = (network: string, link = 'eth0') => ({ kind: 'address', network, link }) as const
const route = (network: string, link: string) => ({ kind: 'route', network, link }) as const

/** The filter table of images of Oracle's cloud. */
const REJECTS_AT_THE_END = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [463:49013]
:InstanceServices - [0:0]
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p udp -m udp --sport 123 -j ACCEPT
-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-A FORWARD -j REJECT --reject-with icmp-host-prohibited
-A OUTPUT -d 169.254.0.0/16 -j InstanceServices
COMMIT
`

const opened = REJECTS_AT_THE_END.replace(
  '-A INPUT -p icmp',
  `-A INPUT -p tcp -m multiport --dports 6443,10250 -j ACCEPT
-A INPUT -p udp -m udp --dport 8472 -j ACCEPT
-A INPUT -s 10.42.0.0/16 -m comment --comment "pods -j DROP" -j ACCEPT
-A FORWARD -s 10.42.0.0/16 -j ACCEPT
-A INPUT -p icmp`,
)

const DOCKER = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -j DOCKER
-A DOCKER ! -i docker0 -o docker0 -j DROP
-A DOCKER-USER -j RETURN
COMMIT
`

const NFT = `table inet filter {
	chain input {
		type filter hook input priority filter; policy accept;
		ct state vmap { invalid : drop, established : accept, related : accept }
		iifname "lo" accept
		tcp dport { 22, 6443 } counter packets 3 bytes 180 accept
		jump mine
		counter packets 0 bytes 0 reject with icmpx admin-prohibited
	}

	chain mine {
		ip saddr 192.168.1.0/24 udp dport 8472 accept
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
	}
}
table ip nat {
	chain POSTROUTING {
		type nat hook postrouting priority srcnat; policy accept;
	}
}
`

/** What machines that people have brought to light. One line a case: a table that preflight.test.ts walks. */
export const fieldCases: readonly Case[] = [
  {
    title: 'an address in the network of pods',
    facts: { networks: [address('192.168.1.21/24'), address('10.42.7.21/24', 'eth1')] },
    id: 'pod-network',
    level: 'blocker',
    says: /the address 10\.42\.7\.21\/24 \(eth1\), and the cluster's pods would get 10\.42\.0\.0\/16/,
    wayOut: '10.52.0.0/16 and 10.53.0.0/16',
  },
  {
    title: 'a route of a VPN over the network of services',
    facts: { networks: [address('192.168.1.21/24'), route('10.0.0.0/8', 'wg0')] },
    id: 'pod-network',
    level: 'blocker',
    says: 'a route to 10.0.0.0/8 (wg0)',
    wayOut: '172.28.0.0/16 and 172.29.0.0/16',
  },
  {
    title: 'other networks for the cluster, which the machine does not reach',
    facts: { networks: [address('10.42.7.21/24')] },
    rest: { purpose: { ...server, clusterCidr: '10.52.0.0/16', serviceCidr: '10.53.0.0/16' } },
    id: 'pod-network',
    level: 'ok',
    says: 'pods (10.52.0.0/16) and services (10.53.0.0/16)',
  },
  {
    title: 'networks of a cluster that overlap each other',
    facts: {},
    rest: { purpose: { ...server, clusterCidr: '10.43.128.0/17' } },
    id: 'pod-network',
    level: 'blocker',
    says: 'pods (10.43.128.0/17) and of services (10.43.0.0/16) overlap',
  },
  {
    title: 'rules that end in REJECT',
    facts: { filterRules: REJECTS_AT_THE_END },
    rest: { purpose: server },
    id: 'firewall',
    level: 'blocker',
    says: '6443/tcp (the Kubernetes API), pods to the Kubernetes API, 10250/tcp (the kubelet), 8472/udp (the pod network), pods to each other',
    wayOut:
      /-I INPUT -p udp --dport 8472 -j ACCEPT.*-I FORWARD -d 10\.42\.0\.0\/16 -j ACCEPT.*netfilter-persistent save/,
  },
  {
    title: 'rules that end in REJECT, on an agent, where the API is nobody’s business',
    facts: { filterRules: REJECTS_AT_THE_END },
    rest: { purpose: agent },
    id: 'firewall',
    level: 'blocker',
    says: /^Rules of its packet filter stop what a cluster needs: 10250\/tcp/,
  },
  {
    title: 'rules that end in REJECT, after what a cluster needs was let in',
    facts: { filterRules: opened },
    rest: { purpose: server },
    id: 'firewall',
    level: 'ok',
    says: 'No firewall stands in the way',
  },
  {
    title: 'Docker, whose policy drops what is forwarded',
    facts: { filterRules: DOCKER },
    id: 'firewall',
    level: 'ok',
    says: 'No firewall stands in the way',
  },
  {
    title: 'rules of nftables without a policy that end in reject',
    facts: { nftRules: NFT },
    rest: { purpose: server },
    id: 'firewall',
    level: 'blocker',
    says: /needs: pods to the Kubernetes API|needs: 10250\/tcp \(the kubelet\)\./,
  },
  {
    title: 'data in memory',
    facts: { dataFileSystem: 'tmpfs' },
    id: 'data-file-system',
    level: 'advice',
    says: 'with the next restart the cluster is gone',
    wayOut: 'Mount a disk',
  },
  {
    title: 'data on NFS',
    facts: { dataFileSystem: 'nfs' },
    id: 'data-file-system',
    level: 'blocker',
    says: 'is on NFS',
    wayOut: 'snapshotter: native',
  },
  {
    title: 'data on ZFS, with layers copied',
    facts: { dataFileSystem: 'zfs' },
    rest: { purpose: { ...server, nativeSnapshotter: true } },
    id: 'data-file-system',
    level: 'advice',
    says: 'they are copied',
  },
  {
    title: 'data on an overlay',
    facts: { dataFileSystem: 'overlayfs' },
    id: 'data-file-system',
    level: 'blocker',
    says: 'an overlay',
  },
  {
    title: 'AppArmor without its parser',
    facts: { appArmor: 'no-parser' },
    id: 'app-armor',
    level: 'blocker',
    says: 'apparmor_parser is missing',
    wayOut: 'sudo apt-get install apparmor',
  },
  {
    title: 'AppArmor as Debian has it',
    facts: { appArmor: 'ready' },
    id: 'app-armor',
    level: 'ok',
    says: 'AppArmor is on',
  },
  {
    title: 'an LXC container without /dev/kmsg',
    facts: { container: 'lxc', kmsg: false },
    id: 'container',
    level: 'blocker',
    says: 'no /dev/kmsg in this container (lxc)',
    wayOut: 'lxc.mount.entry: /dev/kmsg dev/kmsg none bind,create=file 0 0',
  },
  {
    title: 'a container that has all devices',
    facts: { container: 'systemd-nspawn' },
    id: 'container',
    level: 'advice',
    says: 'systemd-nspawn',
  },
  {
    title: 'a system folder that cannot be written',
    facts: { usrReadOnly: true },
    id: 'usr',
    level: 'blocker',
    says: '/usr is read-only',
    wayOut: 'remount,rw',
  },
  {
    title: 'SELinux without a policy for k3s',
    facts: { seLinux: 'enforcing' },
    id: 'se-linux',
    level: 'blocker',
    says: 'does not know k3s',
    wayOut: 'k3s-selinux',
  },
  {
    title: 'SELinux with it',
    facts: { seLinux: 'enforcing', seLinuxPolicy: true },
    id: 'se-linux',
    level: 'ok',
    says: 'knows k3s',
  },
  {
    title: 'a machine with IPv6 only',
    facts: { defaultRoute: false, defaultRoute6: true, networks: [] },
    id: 'route',
    level: 'blocker',
    says: 'IPv6 only',
    wayOut: 'IPv4 address',
  },
]
