import { z } from 'zod'
import { named } from '@/lib/core/named'
import { isNetwork } from '@/lib/core/networks'
import { defineNodeScript } from '@/lib/ports/node-script'
import { HostFacts, ModuleState, type OpenPort, ReachedNetwork } from '../preflight/host-facts'

type Results = Readonly<Record<string, string>>

/** Debian's names of architectures first: a 32-bit system on a 64-bit kernel is 32-bit to its packages. */
const ARCHITECTURES: Readonly<Record<string, 'amd64' | 'arm64' | 'arm'>> = {
  amd64: 'amd64',
  arm64: 'arm64',
  armhf: 'arm',
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  armv8l: 'arm',
}

const FORMATS: Readonly<Record<string, 'deb' | 'pacman'>> = { dpkg: 'deb', pacman: 'pacman' }

const APP_ARMOR = { off: 'off', ready: 'ready', 'no-parser': 'no-parser' } as const
const SE_LINUX = { off: 'off', permissive: 'permissive', enforcing: 'enforcing' } as const

/** Reads the `::result` lines of check-host.sh. What an older system does not tell counts as empty, 0 or no. */
export function readHostFacts(results: Results): z.input<typeof HostFacts> {
  const text = (key: string): string => results[key] ?? ''
  const yes = (key: string): boolean => results[key] === 'yes'
  const number = (key: string): number => Number(results[key] ?? 0) || 0
  const mebibytes = (key: string): number => Math.floor(number(key) / 1024)
  const list = (key: string): string[] => text(key).split(',').filter(Boolean)
  const decoded = (key: string): string => Buffer.from(text(key), 'base64').toString('utf8')
  const firewall = (key: string, opens: boolean) => (yes(key) ? (opens ? 'open' : 'closed') : 'off')
  const packageManager = text('packageManager')
  return {
    // A date without fractions of a second prints `%N` or `N` in their place.
    clockMs: Math.round(Number.parseFloat(text('epoch')) * 1000) || 0,
    hostname: text('hostname'),
    machineId: text('machineId'),
    bootId: text('bootId'),
    user: text('user'),
    isRoot: yes('isRoot'),
    os: {
      id: text('osId'),
      like: text('osIdLike'),
      version: text('osVersion'),
      codename: text('osCodename'),
      name: text('osName'),
    },
    machine: text('machine'),
    architecture: named(ARCHITECTURES, text('packageArchitecture')) ?? named(ARCHITECTURES, text('machine')) ?? null,
    kernel: text('kernel'),
    model: text('model'),
    isPi: yes('isPi'),
    cpus: number('cpus'),
    systemd: yes('systemd'),
    packageFormat: named(FORMATS, packageManager) ?? 'files',
    memoryMiB: mebibytes('memoryKib'),
    swapMiB: mebibytes('swapKib'),
    dataFreeMiB: mebibytes('dataFreeKib'),
    rootFreeMiB: mebibytes('rootFreeKib'),
    dataFileSystem: text('dataFileSystem'),
    clockSynced: text('ntpSynced') === '' ? null : yes('ntpSynced'),
    cgroup: {
      version: text('cgroupVersion') === '2' ? 2 : 1,
      memory: yes('cgroup.memory'),
      cpu: yes('cgroup.cpu'),
      cpuset: yes('cgroup.cpuset'),
      pids: yes('cgroup.pids'),
    },
    bootArguments: text('bootArguments') || null,
    moduleFolder: yes('moduleFolder'),
    modules: readModules(results),
    ports: readPorts(text('tcpListening'), text('udpOpen'), list('portHolders')),
    defaultRoute: yes('defaultRoute'),
    addresses: list('addresses'),
    defaultRoute6: yes('defaultRoute6'),
    defaultLink: text('defaultLink'),
    reachedAt: text('reachedAt'),
    networks: list('networks').flatMap(readNetwork),
    filterRules: decoded('filterRules'),
    nftRules: decoded('nftRules'),
    container: text('container'),
    kmsg: text('kmsg') !== 'no',
    usrReadOnly: yes('usrReadOnly'),
    appArmor: named(APP_ARMOR, text('appArmor')) ?? 'off',
    seLinux: named(SE_LINUX, text('seLinux')) ?? 'off',
    seLinuxPolicy: yes('seLinuxPolicy'),
    iptables: text('iptables'),
    resolvesOwnName: yes('resolvesOwnName'),
    firewalls: {
      ufw: firewall('ufw', yes('ufwOpens')),
      firewalld: firewall('firewalld', yes('firewalldOpens')),
      nftables: firewall('nftables', !yes('nftDrops') || yes('nftOpens')),
    },
    k3s: {
      binary: text('k3sBinary'),
      units: list('k3sUnits'),
      running: yes('k3sRunning'),
      data: text('k3sData'),
      config: text('k3sConfig'),
      uninstaller: text('k3sUninstaller'),
      package: text('k3sPackage'),
    },
    otherKubernetes: text('otherKubernetes'),
    sudoMs: number('sudoMs'),
  }
}

/** @param text `address|192.168.1.21/24|eth0`; what is no network of IPv4 counts for nothing. */
function readNetwork(text: string): ReachedNetwork[] {
  const [kind = '', written = '', link = ''] = text.split('|')
  const network = written.includes('/') ? written : `${written}/32`
  const read = ReachedNetwork.safeParse({ kind, network, link })
  return read.success && isNetwork(network) && !network.includes(':') ? [read.data] : []
}

function readModules(results: Results): Record<string, ModuleState> {
  const modules: Record<string, ModuleState> = {}
  for (const [key, value] of Object.entries(results)) {
    if (!key.startsWith('module.')) continue
    const state = ModuleState.safeParse(value)
    modules[key.slice('module.'.length)] = state.success ? state.data : 'unknown'
  }
  return modules
}

/** @param tcp @param udp Local addresses as /proc/net writes them: `0100007F:192B,…`. @param holders `tcp/6443/k3s-server`. */
function readPorts(tcp: string, udp: string, holders: readonly string[]): OpenPort[] {
  const holderOf = new Map(
    holders.map((holder): [string, string] => {
      const [protocol = '', port = '', ...name] = holder.split('/')
      return [`${protocol}/${port}`, name.join('/')]
    }),
  )
  const ports = new Map<string, OpenPort>()
  for (const [protocol, sockets] of [
    ['tcp', tcp],
    ['udp', udp],
  ] as const) {
    for (const socket of sockets.split(',').filter(Boolean)) {
      const port = Number.parseInt(socket.slice(socket.lastIndexOf(':') + 1), 16)
      const key = `${protocol}/${port}`
      ports.set(key, { protocol, port, holder: holderOf.get(key) ?? null })
    }
  }
  return [...ports.values()].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol))
}

const Result = z.record(z.string(), z.string()).transform(readHostFacts).pipe(HostFacts)

/** One look at everything that preflight judges; changes nothing. */
export const checkHost = defineNodeScript({
  name: 'check-host',
  as: 'root',
  env: z.object({}),
  result: Result,
  secretEnv: [],
  timeoutMs: 60_000,
  exits: {},
})

/** The same where sudo does not work: it sees less of the firewall and of who holds a port. */
export const checkHostAsLogin = defineNodeScript({ ...checkHost, as: 'login' })
