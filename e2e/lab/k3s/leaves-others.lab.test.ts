import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const CONTENT = path.join(ROOT, 'lib/k3s/packages/content')
const VERIFY = path.join(ROOT, 'lib/remote/scripts/k3s-verify-gone.sh')

/**
 * Runs a script in a machine of its own, as far as these scripts look: network with real iptables, processes, mounts, and empty
 * folders where k3s and others keep what they make.
 */
function onOwnMachine(script: string): string {
  const folders = ['/run', '/var/lib', '/sys/fs/cgroup', '/etc/rancher', '/var/log/pods', '/var/log/containers']
  const mounts = ['mount -t sysfs sysfs /sys']
    .concat(folders.map((folder) => `[ ! -d ${folder} ] || mount -t tmpfs tmpfs ${folder}`))
    .join('\n')
  const args = [
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    'sh',
    '-euc',
    `${mounts}\n${script}`,
  ]
  const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

/** What Podman with its container networks, and people, have on a machine. */
const OTHERS = `
iptables -N CNI-ADMIN
iptables -N CNI-FORWARD
iptables -A FORWARD -m comment --comment "CNI firewall plugin rules" -j CNI-FORWARD
iptables -A CNI-FORWARD -d 10.88.0.7/32 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables -N NETAVARK_FORWARD
iptables -A FORWARD -m comment --comment "netavark firewall rules" -j NETAVARK_FORWARD
iptables -A INPUT -s 192.0.2.1/32 -m comment --comment "keep flannel and KUBE-SERVICES out" -j DROP
iptables -A INPUT -s 192.0.2.2/32 -m comment --comment "not -j KUBE-FORWARD" -j DROP
iptables -A INPUT -s 192.0.2.3/32 -m comment --comment "flanneld and more" -j DROP
iptables -A INPUT -i flannel-office -j ACCEPT
iptables -t nat -N CNI-1f2e3d4c5b6a
iptables -t nat -A POSTROUTING -s 10.88.0.7/32 -m comment --comment 'name: "podman" id: "a1b2"' -j CNI-1f2e3d4c5b6a
iptables -t nat -A CNI-1f2e3d4c5b6a ! -d 224.0.0.0/4 -j MASQUERADE
iptables -t nat -N CNI-DN-podman1
iptables -t nat -A CNI-DN-podman1 -p tcp --dport 8080 -j DNAT --to-destination 10.88.0.7:80
mkdir -p /var/lib/cni/networks/podman /var/lib/cni/results
echo a1b2 >/var/lib/cni/networks/podman/10.88.0.7
echo '{}' >/var/lib/cni/results/podman-a1b2-eth0
echo '{}' >/var/lib/cni/results/cni-loopback-a1b2-lo
ip link set lo up
ip link add eth0 type veth peer name eth1
ip link set eth1 up
ip address add 10.42.7.5/24 dev eth0
ip link set eth0 up
ip link add cni-podman0 type bridge
`

/** The chains that the portmap plugin shares among all networks, with Podman's port in them. */
const SHARED_DOORS = `
iptables -t nat -N CNI-HOSTPORT-DNAT
iptables -t nat -N CNI-HOSTPORT-MASQ
iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
iptables -t nat -A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ
iptables -t nat -A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE
`
const PODMANS_DOOR = `
iptables -t nat -A CNI-HOSTPORT-DNAT -p tcp -m comment --comment 'dnat name: "podman" id: "a1b2"' -m multiport --dports 8080 -j CNI-DN-podman1
`

/** What k3s makes: Kubernetes' chains, flannel's chains and older flannel's rules, a service's port in its network cbr0. */
const K3S = `
for table in filter nat mangle; do iptables -t $table -N KUBE-KUBELET-CANARY; done
iptables -N KUBE-FORWARD
iptables -A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
iptables -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
iptables -N KUBE-ROUTER-INPUT
iptables -I INPUT -m comment --comment "kube-router netpol - 4IA2OSFRMVNDXBVV" -j KUBE-ROUTER-INPUT
iptables -t nat -N KUBE-SERVICES
iptables -t nat -N KUBE-SVC-1
iptables -t nat -A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
iptables -t nat -A KUBE-SERVICES -d 10.43.0.1/32 -p tcp --dport 443 -j KUBE-SVC-1
iptables -N FLANNEL-FWD
iptables -A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
iptables -A FLANNEL-FWD -s 10.42.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
iptables -A FORWARD -s 10.42.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
iptables -t nat -A POSTROUTING -s 10.42.0.0/16 -d 10.42.0.0/16 -m comment --comment "flanneld masq" -j RETURN
ip6tables -N KUBE-FORWARD
ip6tables -A FORWARD -j KUBE-FORWARD
iptables -t nat -N CNI-DN-k3s1
iptables -t nat -A CNI-DN-k3s1 -p tcp --dport 26500 -j DNAT --to-destination 10.42.0.9:80
iptables -t nat -I CNI-HOSTPORT-DNAT -p tcp -m comment --comment 'dnat name: "cbr0" id: "c3d4"' -m multiport --dports 26500 -j CNI-DN-k3s1
mkdir -p /var/lib/cni/networks/cbr0 /var/lib/cni/results /var/lib/cni/flannel /run/flannel
echo c3d4 >/var/lib/cni/networks/cbr0/10.42.0.9
echo '{}' >/var/lib/cni/results/cbr0-c3d4-eth0
echo '{}' >/var/lib/cni/results/cni-loopback-c3d4-lo
echo '{}' >/var/lib/cni/flannel/c3d4
ip link add cni0 type bridge
ip route add 10.42.1.0/24 via 10.42.7.6
`

const LOOK = `
{
  iptables-save; ip6tables-save
} | grep -v '^#' | sed 's/\\[[0-9:]*\\]//' | grep -E '^-A|^:[^ ]+ - ' || true
find /var/lib/cni /run/flannel 2>/dev/null || true
ip -brief link | cut -d ' ' -f 1
ip route
`
const CLEAN = `sh ${CONTENT}/clean-up.sh && sh ${CONTENT}/purge.sh purge`
const found = (text: string) => text.split('\n').filter(Boolean).sort()

it('takes what k3s made, and leaves Podman and people what is theirs', () => {
  const before = onOwnMachine(`${OTHERS}${SHARED_DOORS}${PODMANS_DOOR}${LOOK}`)
  expect(before).toContain('CNI-DN-podman1')
  const dirty = onOwnMachine(`${OTHERS}${SHARED_DOORS}${PODMANS_DOOR}${K3S}${LOOK}`)
  expect(found(dirty).length).toBeGreaterThan(found(before).length + 20)
  expect(found(onOwnMachine(`${OTHERS}${SHARED_DOORS}${PODMANS_DOOR}${K3S}${CLEAN}${LOOK}`))).toEqual(found(before))
  // Once more finds nothing to do.
  expect(found(onOwnMachine(`${OTHERS}${SHARED_DOORS}${PODMANS_DOOR}${K3S}${CLEAN}\n${CLEAN}${LOOK}`))).toEqual(
    found(before),
  )
})

it('takes the chains of open ports too, where nobody else has one', () => {
  const before = onOwnMachine(LOOK)
  expect(found(onOwnMachine(`${SHARED_DOORS}${K3S.replace(/^ip route.*$/m, '')}${CLEAN}\n${LOOK}`))).toEqual(
    found(before),
  )
})

it('looks after it for what is k3s’s alone', () => {
  const results = (text: string) =>
    text.split('\n').filter((line) => /^::result (files|firewall|interfaces)=./.test(line))
  const verify = `sh ${VERIFY}\n`
  expect(results(onOwnMachine(`${OTHERS}${SHARED_DOORS}${PODMANS_DOOR}${verify}`))).toEqual([])
  const left = results(onOwnMachine(`${OTHERS}${SHARED_DOORS}${K3S}${verify}`))
  expect(left.map((line) => line.split('=')[0])).toEqual(['::result files', '::result interfaces', '::result firewall'])
  expect(left.join()).toContain('/var/lib/cni/results/cbr0-c3d4-eth0')
})
