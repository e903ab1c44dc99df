import { parse } from 'yaml'
import { z } from 'zod'
import { caHash, parseToken } from '@/lib/k3s/token'
import type { FakeMachine, Unit } from './fake-machine'

/** What a script sees besides its own machine. */
export interface ScriptSurroundings {
  now(): number
  /** The machine at an address, as another machine finds it. */
  machineAt(address: string): FakeMachine | undefined
  say(line: string): void
  wait(delayMs: number): Promise<void>
}

/** Results as `::result` lines would give them, or the exit status that the script ends with. */
export type ScriptEnding = { readonly results: Readonly<Record<string, string>>; readonly status?: number }
type Env = Readonly<Record<string, string>>
export type FakeScript = (
  machine: FakeMachine,
  env: Env,
  around: ScriptSurroundings,
) => ScriptEnding | Promise<ScriptEnding>

const DONE: ScriptEnding = { results: {} }
const fails = (status: number, results: Env = {}): ScriptEnding => ({ results, status })

const Config = z.looseObject({
  token: z.string(),
  'agent-token': z.string().optional(),
  server: z.string().optional(),
  'node-name': z.string(),
  'kubelet-arg': z.array(z.string()).default([]),
})

const CONFIG_FILE = '/etc/rancher/k3s/config.yaml'
const CA_FILE = '/var/lib/rancher/k3s/server/tls/server-ca.crt'
const KUBECONFIG_FILE = '/etc/rancher/k3s/k3s.yaml'
const NOTE_FILE = '/var/lib/buzzcrate-k3s/package'
/** How long a unit takes to come up, milliseconds. */
const START_MS: Record<Unit, number> = { k3s: 1_000, 'k3s-agent': 500 }

/** Each script of lib/remote/scripts that steps run, as what it does to a machine. */
export const fakeScripts: Readonly<Record<string, FakeScript>> = {
  'check-host': (machine, _env, around) => ({ results: hostResults(machine, around.now()) }),
  'load-modules': (machine, env) => {
    for (const name of (env['MODULES'] ?? '').split(' ')) machine.modules.add(name)
    return DONE
  },
  'enable-cgroups': (machine) => {
    if (!machine.memoryController) machine.addedArguments = 'cgroup_memory=1 cgroup_enable=memory'
    const memory = machine.memoryController ? 'yes' : 'no'
    return { results: { memory, bootId: machine.bootId, added: machine.addedArguments } }
  },
  'restore-boot-arguments': (machine) => {
    machine.addedArguments = ''
    return DONE
  },
  reboot: (machine, env, around) => {
    if (env['BOOT_ID'] !== machine.bootId) return { results: { restarting: 'no' } }
    machine.reboot(around.now())
    return { results: { restarting: 'yes' } }
  },
  'k3s-install': (machine, env) => {
    const file = machine.files.get(env['PACKAGE'] ?? '')
    if (machine.packageSha256 !== env['SHA256']) {
      if (file === undefined || file.content !== env['SHA256']) return fails(4)
      machine.packageSha256 = file.content
      machine.k3sVersion = /v[\d.]+\+k3s\d+/.exec(file.content)?.[0] ?? ''
      machine.files.set(NOTE_FILE, { mode: 0o644, content: `${file.content}\n` })
    }
    machine.files.delete(env['PACKAGE'] ?? '')
    return { results: { state: file === undefined ? 'present' : 'installed' } }
  },
  'k3s-start': async (machine, env, around) => startUnit(machine, env['UNIT'] === 'k3s' ? 'k3s' : 'k3s-agent', around),
  'k3s-stop': (machine) => {
    machine.stopK3s()
    return DONE
  },
  'k3s-uninstall': async (machine, _env, around) => {
    await around.wait(1_000)
    machine.purgeK3s()
    return DONE
  },
  'k3s-remove-folder': (machine, env) => {
    machine.removeFolder(env['FOLDER'] ?? '')
    return DONE
  },
  'k3s-verify-gone': (machine) => ({
    results: {
      processes: [...machine.running.keys()].join('\t'),
      units: machine.packageSha256 === undefined ? '' : 'k3s.service\tk3s-agent.service',
      files: [...machine.files.keys()].filter((path) => /rancher|buzzcrate/.test(path)).join('\t'),
      packages: machine.packageSha256 === undefined ? '' : 'buzzcrate-k3s',
    },
  }),
  'import-image': (machine, env) => {
    if (machine.running.size === 0) return { results: { state: 'at-start' } }
    machine.images.add(env['IMAGE'] ?? '')
    return { results: { state: 'imported' } }
  },
  'remove-image': (machine, env) => {
    machine.files.delete(env['ARCHIVE'] ?? '')
    machine.images.delete(env['IMAGE'] ?? '')
    return DONE
  },
}

async function startUnit(machine: FakeMachine, unit: Unit, around: ScriptSurroundings): Promise<ScriptEnding> {
  const file = machine.files.get(CONFIG_FILE)
  if (machine.packageSha256 === undefined || file === undefined) return fails(41, { said: 'there is no k3s' })
  if (!machine.memoryController) {
    around.say('time="" level=fatal msg="failed to find memory cgroup (v2)"')
    return fails(40, { said: 'failed to find memory cgroup (v2)' })
  }
  const config = Config.parse(parse(file.content))
  if (unit === 'k3s-agent') {
    const refusal = refusalOf(config.token, config.server ?? '', around)
    if (refusal !== undefined) {
      around.say(`time="" level=error msg="Failed to retrieve agent configuration: ${refusal}"`)
      return fails(40, { said: refusal })
    }
  }
  if (unit === 'k3s-agent') machine.joined = new URL(config.server ?? '').hostname
  machine.enabled.add(unit)
  await around.wait(START_MS[unit])
  if (!machine.running.has(unit)) machine.running.set(unit, around.now())
  if (unit === 'k3s') writeServerFiles(machine, config.token)
  // k3s loads what lies in its images folder.
  for (const [path, { content }] of machine.files) {
    if (path.startsWith('/var/lib/rancher/k3s/agent/images/')) machine.images.add(content)
  }
  around.say(`time="" level=info msg="${unit} is up and running"`)
  return { results: { restarts: '0' } }
}

function refusalOf(token: string, server: string, around: ScriptSurroundings): string | undefined {
  const machine = URL.canParse(server) ? around.machineAt(new URL(server).hostname) : undefined
  const ca = machine?.files.get(CA_FILE)?.content
  const config = machine?.files.get(CONFIG_FILE)?.content
  if (machine?.running.has('k3s') !== true || ca === undefined || config === undefined) {
    return 'failed to get CA certs: connection refused'
  }
  const given = parseToken(token)
  if (given?.caHash !== caHash(ca)) return 'token CA hash does not match the Cluster CA certificate hash'
  if (given.secret !== Config.parse(parse(config))['agent-token']) return '401 Unauthorized'
  return undefined
}

/** The CA of a fake cluster is its server's token in another form: the same after each restart, another in each cluster. */
function writeServerFiles(machine: FakeMachine, token: string): void {
  const ca = `-----BEGIN CERTIFICATE-----\n${caHash(token)}\n-----END CERTIFICATE-----\n`
  machine.files.set(CA_FILE, { mode: 0o644, content: ca })
  const data = Buffer.from(ca).toString('base64')
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'default', cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': data } }],
    contexts: [{ name: 'default', context: { cluster: 'default', user: 'default' } }],
    users: [{ name: 'default', user: {} }],
  }
  // JSON is YAML.
  machine.files.set(KUBECONFIG_FILE, { mode: 0o600, content: JSON.stringify(kubeconfig) })
}

const MACHINES = { amd64: 'x86_64', arm64: 'aarch64', arm: 'armv7l' } as const
const MANAGERS = { deb: 'dpkg', pacman: 'pacman', files: '' } as const
const MODULES = 'br_netfilter overlay vxlan veth bridge nf_conntrack nf_nat nf_tables ip_tables'.split(' ')

/** What check-host.sh says of a healthy machine. */
function hostResults(machine: FakeMachine, now: number): Readonly<Record<string, string>> {
  const modules = MODULES.map((name) => [`module.${name}`, machine.modules.has(name) ? 'loaded' : 'available'])
  return {
    epoch: (now / 1000).toFixed(3),
    hostname: machine.name,
    machineId: `machine-${machine.name}`,
    bootId: machine.bootId,
    user: machine.target.user,
    isRoot: 'yes',
    osId: machine.packageFormat === 'pacman' ? 'arch' : 'debian',
    osVersion: '12',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    machine: MACHINES[machine.architecture],
    kernel: '6.12.25',
    cpus: '4',
    systemd: 'yes',
    packageManager: MANAGERS[machine.packageFormat],
    memoryKib: '8000000',
    dataFreeKib: '24000000',
    rootFreeKib: '24000000',
    dataFileSystem: 'ext2/ext3',
    ntpSynced: 'yes',
    cgroupVersion: '2',
    'cgroup.memory': machine.memoryController ? 'yes' : 'no',
    'cgroup.cpu': 'yes',
    'cgroup.cpuset': 'yes',
    'cgroup.pids': 'yes',
    isPi: 'yes',
    bootArguments: '/boot/firmware/cmdline.txt',
    moduleFolder: 'yes',
    ...Object.fromEntries(modules),
    defaultRoute: 'yes',
    addresses: machine.target.address,
    resolvesOwnName: 'yes',
    k3sPackage: machine.packageSha256 === undefined ? '' : 'buzzcrate-k3s',
  }
}
