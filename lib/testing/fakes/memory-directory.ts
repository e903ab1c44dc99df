import { hostFailure } from '@/lib/ports/host-failures'
import type { KnownMachine, MachineDirectory } from '@/lib/ports/machine-directory'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { SshTarget } from '@/lib/remote/ssh-target'

/** Machines of a test, as a person would set them in the panel. */
export class MemoryDirectory implements MachineDirectory {
  private readonly machines = new Map<string, KnownMachine>()

  /** Adds a machine, or sets anew how it is reached. */
  put({ machineId, name, sudoSecretId, ...target }: SshTarget): MachineRef {
    this.machines.set(machineId, { ...target, sudoSecretId: sudoSecretId ?? undefined })
    return { machineId, name }
  }

  /** Changes what is set for a machine. */
  change({ machineId, name }: MachineRef, change: Partial<KnownMachine>): void {
    this.machines.set(machineId, { ...this.known(machineId, name), ...change })
  }

  async find({ machineId, name }: MachineRef): Promise<KnownMachine> {
    return this.known(machineId, name)
  }

  private known(machineId: string, name: string): KnownMachine {
    const known = this.machines.get(machineId)
    if (known !== undefined) return known
    throw hostFailure('host-not-in-panel', { userMessage: `${name} is not in the directory.` })
  }
}
