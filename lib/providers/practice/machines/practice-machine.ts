import { z } from 'zod'
import { PRACTICE_TROUBLES, type PracticeTrouble } from '@/lib/shared/practice/practice-troubles'

export const Unit = z.enum(['k3s', 'k3s-agent'])
export type Unit = z.infer<typeof Unit>

const FileState = z.object({
  mode: z.number().int(),
  /** Text that was written, or the sha256 of a file that was delivered. */
  content: z.string(),
})

/** What a machine is that was made in a simulated cloud. */
export const CloudPart = z.object({
  /** `linode/arch` */
  image: z.string(),
  memoryMiB: z.number(),
  cpus: z.number(),
  /** Among the machines of its cluster; empty where it has none. */
  privateAddress: z.string(),
  /** As its user data say, `ssh-ed25519 AAAA…`; empty where they say nothing. */
  hostKey: z.string(),
})
export type CloudPart = z.infer<typeof CloudPart>

/** Everything that can be different about a machine: JSON, kept over restarts of the worker. */
export const MachineState = z.object({
  on: z.boolean().default(true),
  boots: z.number().int().default(1),
  memoryController: z.boolean().default(true),
  /** Kernel arguments that the panel added. */
  addedArguments: z.string().default(''),
  packageSha256: z.string().nullable().default(null),
  /** Version of the package, known from the binary in it. */
  k3sVersion: z.string().default(''),
  /** Address of the server that its agent has joined. */
  joined: z.string().default(''),
  enabled: z.array(Unit).default([]),
  /** Units and since when they run, ms since 1970. */
  running: z.record(z.string(), z.number()).default({}),
  files: z.record(z.string(), FileState).default({}),
  modules: z.array(z.string()).default([]),
  images: z.array(z.string()).default([]),
  trouble: z.literal(PRACTICE_TROUBLES).nullable().default(null),
  troubleSince: z.number().default(0),
  /** Null: a board, or a machine of a cloud that was not made yet. */
  cloud: CloudPart.nullable().default(null),
  /** Of the card that a practice board has started from, `ssh-ed25519 AAAA…`; empty: it shows none. */
  hostKey: z.string().default(''),
})
export type MachineState = z.infer<typeof MachineState>

export interface PracticeMachineOptions {
  readonly machineId: string
  readonly name: string
  readonly address: string
  readonly user?: string
  readonly architecture?: 'amd64' | 'arm64' | 'arm'
  readonly packageFormat?: 'deb' | 'pacman' | 'files'
  readonly state?: Partial<MachineState>
}

/**
 * A machine as a state machine: what our scripts can change on one, and nothing else. It is
 * - `on`, or off (`broken`); reachable, or cut off
 * - with or without our package (`packageSha256`)
 * - with each unit enabled or not, and running since some time, or not
 * - and has files, kernel modules, kernel arguments, images in its container runtime, and at most one trouble
 */
export class PracticeMachine {
  readonly machineId: string
  readonly name: string
  readonly address: string
  readonly user: string
  private readonly ownArchitecture: 'amd64' | 'arm64' | 'arm'
  private readonly ownFormat: 'deb' | 'pacman' | 'files'
  on: boolean
  boots: number
  memoryController: boolean
  addedArguments: string
  packageSha256: string | undefined
  k3sVersion: string
  joined: string
  trouble: PracticeTrouble | undefined
  troubleSince: number
  cloud: CloudPart | undefined
  private readonly cardKey: string
  readonly enabled: Set<Unit>
  readonly running: Map<Unit, number>
  readonly files: Map<string, z.infer<typeof FileState>>
  readonly modules: Set<string>
  /** Images that containers can be made of. */
  readonly images: Set<string>

  constructor(options: PracticeMachineOptions) {
    const state = MachineState.parse(options.state ?? {})
    this.machineId = options.machineId
    this.name = options.name
    this.address = options.address
    this.user = options.user ?? 'root'
    this.ownArchitecture = options.architecture ?? 'arm64'
    this.ownFormat = options.packageFormat ?? 'deb'
    this.on = state.on
    this.boots = state.boots
    this.memoryController = state.memoryController
    this.addedArguments = state.addedArguments
    this.packageSha256 = state.packageSha256 ?? undefined
    this.k3sVersion = state.k3sVersion
    this.joined = state.joined
    this.trouble = state.trouble ?? undefined
    this.troubleSince = state.troubleSince
    this.cloud = state.cloud ?? undefined
    this.cardKey = state.hostKey
    this.enabled = new Set(state.enabled)
    this.running = new Map(Object.entries(state.running).map(([unit, since]) => [Unit.parse(unit), since]))
    this.files = new Map(Object.entries(state.files))
    this.modules = new Set(state.modules)
    this.images = new Set(state.images)
  }

  /** Clouds have no boards. */
  get architecture(): 'amd64' | 'arm64' | 'arm' {
    return this.cloud === undefined ? this.ownArchitecture : 'amd64'
  }

  get packageFormat(): 'deb' | 'pacman' | 'files' {
    if (this.cloud === undefined) return this.ownFormat
    return this.cloud.image.startsWith('linode/arch') ? 'pacman' : 'deb'
  }

  /** Where the other machines of its cluster find it. */
  get clusterAddress(): string {
    return this.cloud === undefined || this.cloud.privateAddress === '' ? this.address : this.cloud.privateAddress
  }

  /** Whether it is found at this address. */
  isAt(address: string): boolean {
    return address === this.address || address === this.clusterAddress
  }

  /** The one that it shows; empty where it shows none. */
  get hostKey(): string {
    return this.cloud === undefined ? this.cardKey : this.cloud.hostKey
  }

  get bootId(): string {
    return `boot-${this.name}-${this.boots}`
  }

  /** Its network works: what it says is heard, and what is said to it. */
  get isReachable(): boolean {
    return this.on && this.trouble !== 'cut-off'
  }

  /** Restarts at once: units that are enabled come up again. */
  reboot(now: number): void {
    this.boots += 1
    this.running.clear()
    if (this.addedArguments !== '') this.memoryController = true
    for (const unit of this.enabled) this.running.set(unit, now)
  }

  /** Puts a trouble on it, or takes it off. What is broken dies at once, and starts anew when it is mended. */
  setTrouble(trouble: PracticeTrouble | undefined, now: number): void {
    if (trouble === this.trouble) return
    const wasOff = !this.on
    this.trouble = trouble
    this.troubleSince = now
    this.on = trouble !== 'broken'
    if (!this.on) this.running.clear()
    else if (wasOff) this.reboot(now)
  }

  /** A cloud has made it: an empty machine that starts now. */
  beMade(part: CloudPart, now: number): void {
    this.cloud = part
    this.switchOn(now)
  }

  switchOn(now: number): void {
    this.on = true
    this.reboot(now)
  }

  switchOff(): void {
    this.on = false
    this.running.clear()
  }

  /** A cloud has ended it: nothing of it is left. */
  beGone(): void {
    this.purgeK3s()
    this.files.clear()
    this.modules.clear()
    this.cloud = undefined
    this.on = false
  }

  stopK3s(): void {
    this.running.clear()
    this.enabled.clear()
  }

  /** What the package's own removal leaves: nothing of k3s. */
  purgeK3s(): void {
    this.stopK3s()
    this.packageSha256 = undefined
    this.images.clear()
    for (const path of [...this.files.keys()]) {
      if (/^\/(etc\/rancher|var\/lib\/(rancher|buzzcrate-k3s|kubelet)|var\/cache\/buzzcrate)\//.test(path)) {
        this.files.delete(path)
      }
    }
  }

  removeFolder(folder: string): void {
    for (const path of [...this.files.keys()]) if (path.startsWith(`${folder}/`)) this.files.delete(path)
  }

  /** Everything, for keeping. */
  dump(): MachineState {
    const { on, boots, memoryController, addedArguments, k3sVersion, joined, troubleSince } = this
    return {
      on,
      boots,
      memoryController,
      addedArguments,
      k3sVersion,
      joined,
      troubleSince,
      cloud: this.cloud ?? null,
      hostKey: this.cardKey,
      packageSha256: this.packageSha256 ?? null,
      trouble: this.trouble ?? null,
      enabled: [...this.enabled],
      running: Object.fromEntries(this.running),
      files: Object.fromEntries(this.files),
      modules: [...this.modules],
      images: [...this.images],
    }
  }

  /** Everything that somebody could find on it, for comparing. Loaded modules are gone with a restart and do not count. */
  snapshot(): Readonly<Record<string, unknown>> {
    return {
      on: this.on,
      addedArguments: this.addedArguments,
      package: this.packageSha256 ?? null,
      enabled: [...this.enabled].sort(),
      running: [...this.running.keys()].sort(),
      files: [...this.files].map(([path, { mode }]) => `${path} ${mode.toString(8)}`).sort(),
      images: [...this.images].sort(),
    }
  }
}
