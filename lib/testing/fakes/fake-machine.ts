import type { Architecture, PackageFormat } from '@/lib/ports/artifacts'
import type { MachineTarget } from '@/lib/ports/remote-host'

export type Unit = 'k3s' | 'k3s-agent'

export interface FakeFile {
  readonly mode: number
  /** Text that was written, or the sha256 of a file that was delivered. */
  readonly content: string
}

export interface FakeMachineOptions {
  readonly target: MachineTarget
  readonly architecture?: Architecture
  readonly packageFormat?: PackageFormat
  /** As a Raspberry Pi comes: the memory controller needs kernel arguments and a restart. */
  readonly memoryController?: boolean
}

/**
 * A machine as a state machine: what our scripts can change on one, and nothing else. It is
 * - `on`, answering SSH, or off
 * - with or without our package (`packageSha256`)
 * - with each unit enabled or not, and running since some time, or not
 * - and has files, kernel modules, kernel arguments, and images in its container runtime
 */
export class FakeMachine {
  readonly target: MachineTarget
  readonly architecture: Architecture
  readonly packageFormat: PackageFormat
  on = true
  boots = 1
  memoryController: boolean
  /** Kernel arguments that the panel added. */
  addedArguments = ''
  packageSha256: string | undefined
  /** Version of the package, known from the binary in it. */
  k3sVersion = ''
  readonly enabled = new Set<Unit>()
  /** Address of the server that its agent has joined. */
  joined = ''
  /** Running units and since when, milliseconds. */
  readonly running = new Map<Unit, number>()
  readonly files = new Map<string, FakeFile>()
  readonly modules = new Set<string>()
  /** Images that containers can be made of. */
  readonly images = new Set<string>()

  constructor(options: FakeMachineOptions) {
    this.target = options.target
    this.architecture = options.architecture ?? 'arm64'
    this.packageFormat = options.packageFormat ?? 'deb'
    this.memoryController = options.memoryController ?? true
  }

  get bootId(): string {
    return `boot-${this.target.name}-${this.boots}`
  }

  get name(): string {
    return this.target.name
  }

  /** Restarts at once: units that are enabled come up again. */
  reboot(now: number): void {
    this.boots += 1
    this.running.clear()
    if (this.addedArguments !== '') this.memoryController = true
    for (const unit of this.enabled) this.running.set(unit, now)
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
