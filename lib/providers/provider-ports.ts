import type { MachineDirectory } from '@/lib/ports/machine-directory'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { FileServer } from '@/lib/remote/file-server'

/** What a worker lends to all providers, for as long as it lives. */
export interface WorkerTools {
  readonly directory: MachineDirectory
  /** Lets machines fetch files from the worker. */
  readonly files: FileServer
  /** Remembers the key that a machine showed in place of the accepted one. */
  readonly onKeyChanged: (machine: MachineRef, offeredKey: string) => void
}

export interface RunOfProvider {
  readonly clusterId: string
  readonly runId: string
  /** Aborts when the run is let go. */
  readonly signal?: AbortSignal
  /** Undefined, or a promise to wait for before more output of a machine is read: the log has no room. */
  readonly room?: () => Promise<void> | undefined
}

/**
 * What stands behind the ports of a provider's runs: `ports` of lib/providers/<id>/ports.ts. Only workers load it.
 */
export interface ProviderPorts {
  /** As its folders are called. */
  readonly id: string
  /** Once a worker. What comes back gives the ports of one run of one cluster; their hosts are closed with it. */
  open(tools: WorkerTools): (shared: Omit<ProvisionPorts, 'hosts' | 'doors'>, run: RunOfProvider) => ProvisionPorts
}
