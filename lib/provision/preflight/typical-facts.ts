import type { HostFacts } from './host-facts'

const MODULES = 'br_netfilter overlay vxlan veth bridge nf_conntrack nf_nat nf_tables ip_tables'
const MATCHES = 'xt_comment xt_multiport xt_statistic xt_conntrack xt_addrtype xt_mark'

/** A healthy 8 GB Raspberry Pi 4 with Debian 12, as practice machines report it and tests begin with. */
export function typicalFacts(overrides: Partial<HostFacts> = {}): HostFacts {
  return {
    clockMs: 0,
    hostname: 'pi-01',
    machineId: '00000000000000000000000000000001',
    bootId: '00000000-0000-4000-8000-000000000001',
    user: 'root',
    isRoot: true,
    os: { id: 'debian', like: '', version: '12', codename: 'bookworm', name: 'Debian GNU/Linux 12 (bookworm)' },
    machine: 'aarch64',
    architecture: 'arm64',
    kernel: '6.12.25+rpt-rpi-v8',
    model: 'Raspberry Pi 4 Model B Rev 1.4',
    isPi: true,
    cpus: 4,
    systemd: true,
    packageFormat: 'deb',
    memoryMiB: 7_812,
    swapMiB: 0,
    dataFreeMiB: 24_576,
    rootFreeMiB: 24_576,
    dataFileSystem: 'ext2/ext3',
    clockSynced: true,
    cgroup: { version: 2, memory: true, cpu: true, cpuset: true, pids: true },
    bootArguments: '/boot/firmware/cmdline.txt',
    moduleFolder: true,
    modules: Object.fromEntries(`${MODULES} ${MATCHES}`.split(' ').map((module) => [module, 'available'])),
    ports: [{ protocol: 'tcp', port: 22, holder: 'sshd' }],
    defaultRoute: true,
    addresses: ['192.168.1.21'],
    iptables: 'iptables v1.8.9 (nf_tables)',
    resolvesOwnName: true,
    firewalls: { ufw: 'off', firewalld: 'off', nftables: 'off' },
    k3s: { binary: '', units: [], running: false, data: '', config: '', uninstaller: '', package: '' },
    otherKubernetes: '',
    sudoMs: 12,
    ...overrides,
  }
}
