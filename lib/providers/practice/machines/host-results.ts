import type { PracticeMachine } from './practice-machine'

const MACHINES = { amd64: 'x86_64', arm64: 'aarch64', arm: 'armv7l' } as const
const MANAGERS = { deb: 'dpkg', pacman: 'pacman', files: '' } as const
const MODULES = 'br_netfilter overlay vxlan veth bridge nf_conntrack nf_nat nf_tables ip_tables'.split(' ')
const FULL_KIB = '92000'
const ROOMY_KIB = '24000000'

/** What check-host.sh says of such a machine. */
export function hostResults(machine: PracticeMachine, now: number): Readonly<Record<string, string>> {
  const modules = MODULES.map((name) => [`module.${name}`, machine.modules.has(name) ? 'loaded' : 'available'])
  const freeKib = machine.trouble === 'disk-full' ? FULL_KIB : ROOMY_KIB
  return {
    epoch: (now / 1000).toFixed(3),
    hostname: machine.name,
    machineId: `machine-${machine.machineId}`,
    bootId: machine.bootId,
    user: machine.user,
    isRoot: 'yes',
    ...systemOf(machine),
    machine: MACHINES[machine.architecture],
    kernel: '6.12.25',
    cpus: String(machine.cloud?.cpus ?? 4),
    systemd: 'yes',
    packageManager: MANAGERS[machine.packageFormat],
    memoryKib: machine.cloud === undefined ? '8000000' : String(machine.cloud.memoryMiB * 1_024),
    dataFreeKib: freeKib,
    rootFreeKib: freeKib,
    dataFileSystem: 'ext2/ext3',
    ntpSynced: 'yes',
    cgroupVersion: '2',
    'cgroup.memory': machine.memoryController ? 'yes' : 'no',
    'cgroup.cpu': 'yes',
    'cgroup.cpuset': 'yes',
    'cgroup.pids': 'yes',
    ...(machine.cloud === undefined ? { isPi: 'yes', bootArguments: '/boot/firmware/cmdline.txt' } : { isPi: 'no' }),
    moduleFolder: 'yes',
    ...Object.fromEntries(modules),
    defaultRoute: 'yes',
    addresses: [...new Set([machine.address, machine.clusterAddress])].join(','),
    resolvesOwnName: 'yes',
    k3sPackage: machine.packageSha256 === undefined ? '' : 'buzzcrate-k3s',
    otherKubernetes: machine.trouble === 'fails-at-check' ? '/etc/kubernetes/kubelet.conf' : '',
  }
}

/** What its /etc/os-release says. */
function systemOf({ packageFormat, cloud }: PracticeMachine): Readonly<Record<string, string>> {
  if (packageFormat === 'pacman') return { osId: 'arch', osVersion: '', osName: 'Arch Linux' }
  if (cloud?.image.startsWith('linode/ubuntu') === true)
    return { osId: 'ubuntu', osVersion: '24.04', osName: 'Ubuntu 24.04 LTS' }
  return { osId: 'debian', osVersion: '12', osName: 'Debian GNU/Linux 12 (bookworm)' }
}
