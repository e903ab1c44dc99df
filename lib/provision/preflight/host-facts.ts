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

/** A network that the machine is in, or has a route to. */
export const ReachedNetwork = z.object({
  kind: z.enum(['address', 'route']),
  /** `192.168.1.21/24` of an address, `10.8.0.0/16` of a route. */
  network: z.string(),
  link: z.string(),
})
export type ReachedNetwork = z.infer<typeof ReachedNetwork>

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
  // Not there in visits of older panels, as all that has a default.
  defaultRoute6: z.boolean().default(false),
  /** The link of the default route; empty where there is none. */
  defaultLink: z.string().default(''),
  /** The machine's own address that the panel came in by; empty where it is not known. */
  reachedAt: z.string().default(''),
  /** IPv4; without what k3s made. */
  networks: z.array(ReachedNetwork).default([]),
  /** The filter table as `iptables-save` prints it, and nftables' own rules; empty where there are none to see. */
  filterRules: z.string().default(''),
  nftRules: z.string().default(''),
  /** e.g. `lxc`; empty on a machine or a VM. */
  container: z.string().default(''),
  /** Whether /dev/kmsg is there: the kubelet does not start without it. */
  kmsg: z.boolean().default(true),
  usrReadOnly: z.boolean().default(false),
  /** `no-parser`: on in the kernel, but the program that loads profiles for containers is missing. */
  appArmor: z.enum(['off', 'ready', 'no-parser']).default('off'),
  seLinux: z.enum(['off', 'permissive', 'enforcing']).default('off'),
  /** Whether SELinux knows k3s. */
  seLinuxPolicy: z.boolean().default(false),
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
