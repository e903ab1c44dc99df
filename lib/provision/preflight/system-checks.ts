import { named } from '@/lib/core/named'
import type { Check, Judged } from './inspection'
import { advice, blocker, ok, type Verdict } from './verdict'

/** The oldest release of each system that the packages were tried on. */
const KNOWN_SYSTEMS: Readonly<Record<string, { readonly title: string; readonly oldest?: number }>> = {
  debian: { title: 'Debian', oldest: 11 },
  raspbian: { title: 'Raspberry Pi OS', oldest: 11 },
  ubuntu: { title: 'Ubuntu', oldest: 20.04 },
  arch: { title: 'Arch Linux' },
  archarm: { title: 'Arch Linux ARM' },
}

function system({ facts }: Judged): Verdict {
  const { os } = facts
  const name = os.name || os.id || 'unknown system'
  if (!facts.systemd) {
    return blocker(
      `${name} does not run systemd, and BuzzCrate starts k3s through it.`,
      'Use Debian, Raspberry Pi OS, Ubuntu, Arch Linux or another system with systemd.',
    )
  }
  const known = named(KNOWN_SYSTEMS, os.id)
  if (known === undefined) {
    return advice(
      `${name} is not a system that BuzzCrate was tried on.`,
      facts.packageFormat === 'files'
        ? 'It has no package manager that BuzzCrate knows, so k3s is installed as plain files with a list of them.'
        : 'It looks like one that works. If something fails, please report it.',
    )
  }
  const version = Number.parseFloat(os.version)
  if (known.oldest !== undefined && version < known.oldest) {
    return advice(
      `${name} is older than ${known.title} ${known.oldest}, the oldest that BuzzCrate was tried on.`,
      'Install a newer system if something fails.',
    )
  }
  return ok(`${name}.`)
}

function architecture({ facts }: Judged): Verdict {
  const { architecture: found, machine } = facts
  if (found === null) {
    return blocker(
      `k3s is not made for this processor (${machine}).`,
      machine === 'armv6l'
        ? 'The first Raspberry Pi and the Pi Zero are too old for Kubernetes. Use a Pi 3 or newer, or a Zero 2.'
        : 'Use a machine with a 64-bit Intel, AMD or ARM processor.',
    )
  }
  if (found === 'arm' && machine === 'aarch64') {
    return advice(
      'A 32-bit system runs on a 64-bit processor: many container images no longer exist for 32 bits.',
      'Install the 64-bit edition of the system.',
    )
  }
  if (found === 'arm') {
    return advice(
      '32-bit ARM: many container images no longer exist for it.',
      'Use a 64-bit system where the board can.',
    )
  }
  return ok(`${found}.`)
}

function kernel({ facts }: Judged): Verdict {
  const [major = 0, minor = 0] = facts.kernel.split(/[.-]/).map(Number)
  const isBefore = (wantedMajor: number, wantedMinor: number) =>
    major < wantedMajor || (major === wantedMajor && minor < wantedMinor)
  if (isBefore(4, 19)) {
    return blocker(
      `Linux ${facts.kernel} is too old for current Kubernetes.`,
      'Install a newer system: Linux 5.10 or later.',
    )
  }
  if (isBefore(5, 8)) {
    return advice(
      `Linux ${facts.kernel} is old: cgroup v2 works well from 5.8 on.`,
      'Install a newer system when you can.',
    )
  }
  return ok(`Linux ${facts.kernel}.`)
}

/** Without these k3s does not start or pods cannot talk; with how they are named to a person. */
const REQUIRED_MODULES: readonly string[] = [
  'br_netfilter',
  'overlay',
  'vxlan',
  'veth',
  'bridge',
  'nf_conntrack',
  'nf_nat',
  'xt_comment',
  'xt_multiport',
  'xt_statistic',
  'xt_conntrack',
  'xt_addrtype',
  'xt_mark',
]

function modules({ facts }: Judged): Verdict {
  const state = (module: string) => facts.modules[module] ?? 'unknown'
  const missing = REQUIRED_MODULES.filter((module) => state(module) === 'missing')
  if (state('ip_tables') === 'missing' && state('nf_tables') === 'missing') missing.push('nf_tables')
  if (missing.length === 0) {
    return REQUIRED_MODULES.some((module) => state(module) === 'unknown')
      ? ok('The kernel does not tell which modules it has; nothing speaks against it.')
      : ok('The kernel has all that containers and pod networks need.')
  }
  const sentence = `The kernel lacks ${missing.join(', ')}, which containers and pod networks need.`
  if (!facts.moduleFolder) {
    return blocker(
      `${sentence} Its modules (/lib/modules/${facts.kernel}) are gone: the kernel was updated, but the machine not restarted.`,
      'Restart the machine: sudo reboot',
    )
  }
  if (facts.os.id === 'ubuntu' && facts.isPi) {
    return blocker(sentence, 'Install them: sudo apt-get install linux-modules-extra-raspi, then sudo reboot')
  }
  return blocker(sentence, "Install your distribution's standard kernel, or one with these modules.")
}

/** Minor version of Kubernetes in `v1.36.1+k3s1`; 0 when it cannot be read. */
export const kubernetesMinor = (k3sVersion: string): number => Number(/^v1\.(\d+)\./.exec(k3sVersion)?.[1] ?? 0)

/** Kubernetes 1.35 and later refuse cgroup v1 unless the kubelet is told otherwise. */
const REFUSES_CGROUP_V1 = 35

function cgroupVersion({ input, facts }: Judged): Verdict {
  if (facts.cgroup.version === 2) return ok('cgroup v2.')
  const wayOut =
    'Better: boot with cgroup v2 (add systemd.unified_cgroup_hierarchy=1 to the kernel arguments, or install a newer ' +
    'system). Or allow cgroup v1 for this cluster: the kubelet is then told fail-cgroupv1=false. It works, but ' +
    'Kubernetes will drop it one day.'
  const { purpose } = input
  if (purpose === undefined || kubernetesMinor(purpose.k3sVersion) < REFUSES_CGROUP_V1) {
    return advice('This machine has cgroup v1, which Kubernetes 1.35 and later refuse.', wayOut)
  }
  if (purpose.allowCgroupV1) {
    return advice(`This machine has cgroup v1; it is allowed for this cluster.`, 'Move to cgroup v2 when you can.')
  }
  return {
    level: 'blocker',
    sentence: `This machine has cgroup v1, and Kubernetes ${purpose.k3sVersion.split('+')[0]} refuses it.`,
    wayOut,
    option: 'allowCgroupV1',
  }
}

function memoryController({ facts }: Judged): Verdict {
  const { memory, pids, cpu, cpuset } = facts.cgroup
  if (memory && pids && cpu && cpuset) return ok('The kernel can limit memory, CPU and processes of containers.')
  const off = Object.entries({ memory, pids, cpu, cpuset }).flatMap(([name, on]) => (on ? [] : [name]))
  if (canEnableMemory(facts)) {
    return advice(
      'The memory controller is off, as Raspberry Pis come. Kubernetes needs it.',
      `BuzzCrate turns it on when it prepares the machine (in ${facts.bootArguments}) and restarts the board once; that takes about a minute.`,
    )
  }
  return blocker(
    `The kernel does not offer the cgroup controller ${off.join(', ')}, which Kubernetes needs.`,
    'Add cgroup_enable=memory cgroup_memory=1 to the kernel arguments of the boot loader and restart the machine.',
  )
}

/** The memory controller is off, and it is known where the board keeps its kernel arguments. */
export const canEnableMemory = ({ cgroup, bootArguments }: Judged['facts']): boolean =>
  !cgroup.memory && bootArguments !== null

export const systemChecks: readonly Check[] = [
  { id: 'system', title: 'System', judge: system },
  { id: 'architecture', title: 'Architecture', judge: architecture },
  { id: 'kernel', title: 'Kernel', judge: kernel },
  { id: 'modules', title: 'Kernel modules', judge: modules },
  { id: 'cgroup', title: 'cgroup version', judge: cgroupVersion },
  { id: 'cgroup-memory', title: 'Resource control', judge: memoryController },
]
