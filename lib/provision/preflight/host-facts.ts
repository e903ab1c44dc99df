import { z } from 'zod'

export const ModuleState = z.enum(['loaded', 'builtin', 'available', 'missing', 'unknown'])
export type ModuleState = z.infer<typeof ModuleState>

export const OpenPort = z.object({
  protocol: z.enum(['tcp', 'udp']),
  port: z.number().int(),
  /** Name of the process; null when only root could see it. */
  holder: z.string().nullable(),
})
export type OpenPort = z.infer<typeof OpenPort>

/** What was seen on a machine in one look. JSON: it is stored with runs and machines. */
export const HostFacts = z.object({
  /** The machine's own clock, milliseconds since 1970. */
  clockMs: z.number(),
  hostname: z.string(),
  machineId: z.string(),
  bootId: z.string(),
  user: z.string(),
  isRoot: z.boolean(),
  os: z.object({ id: z.string(), like: z.string(), version: z.string(), codename: z.string(), name: z.string() }),
  /** As `uname -m` says. */
  machine: z.string(),
  /** Of the installed system, which may be 32-bit on a 64-bit processor; null: none that k3s is made for. */
  architecture: z.enum(['amd64', 'arm64', 'arm']).nullable(),
  kernel: z.string(),
  /** e.g. `Raspberry Pi 4 Model B Rev 1.4`; empty on a PC. */
  model: z.string(),
  isPi: z.boolean(),
  cpus: z.number().int(),
  systemd: z.boolean(),
  packageFormat: z.enum(['deb', 'pacman', 'files']),
  memoryMiB: z.number().int(),
  swapMiB: z.number().int(),
  /** Where k3s keeps its data. */
  dataFreeMiB: z.number().int(),
  rootFreeMiB: z.number().int(),
  /** As `stat -f` calls it: on `overlayfs` containers need another snapshotter. */
  dataFileSystem: z.string(),
  clockSynced: z.boolean().nullable(),
  cgroup: z.object({
    version: z.union([z.literal(1), z.literal(2)]),
    memory: z.boolean(),
    cpu: z.boolean(),
    cpuset: z.boolean(),
    pids: z.boolean(),
  }),
  /** The file with the kernel's arguments on a board; null elsewhere. */
  bootArguments: z.string().nullable(),
  /** False on a machine whose kernel was updated but not restarted (or has all built in). */
  moduleFolder: z.boolean(),
  modules: z.record(z.string(), ModuleState),
  ports: z.array(OpenPort),
  defaultRoute: z.boolean(),
  addresses: z.array(z.string()),
  iptables: z.string(),
  resolvesOwnName: z.boolean(),
  /** `closed`: it runs and does not let pods in. */
  firewalls: z.object({
    ufw: z.enum(['off', 'open', 'closed']),
    firewalld: z.enum(['off', 'open', 'closed']),
    nftables: z.enum(['off', 'open', 'closed']),
  }),
  k3s: z.object({
    binary: z.string(),
    units: z.array(z.string()),
    running: z.boolean(),
    data: z.string(),
    config: z.string(),
    /** The script that k3s's own installer leaves. */
    uninstaller: z.string(),
    /** Our package. */
    package: z.string(),
  }),
  /** Path that gives another Kubernetes away; empty when there is none. */
  otherKubernetes: z.string(),
  /** How long sudo took to let us in; 0 when it was not asked. */
  sudoMs: z.number(),
})
export type HostFacts = z.infer<typeof HostFacts>
