import { ownDoors } from '@/lib/ports/app-doors'
import type { MachineDirectory } from '@/lib/ports/machine-directory'
import type { Provider } from '@/lib/ports/provider'
import type { FileServer } from '@/lib/remote/file-server'
import { type SshHostsOptions, sshHosts } from '@/lib/remote/ssh-hosts'

export interface BoardsProviderOptions {
  /** Lets machines fetch files from the worker. */
  readonly files: FileServer
  readonly onKeyChanged: NonNullable<SshHostsOptions['onKeyChanged']>
  readonly directory: MachineDirectory
}

/** Machines that a person has: boards on a desk, old PCs, VMs. They exist, and are reached by SSH. */
export function boardsProvider({ files, onKeyChanged, directory }: BoardsProviderOptions): Provider {
  return {
    id: 'boards',
    title: 'Your machines',
    summary:
      'Boards, PCs or VMs that you reach by SSH. They are checked first, and left as they were when the cluster is deleted.',
    practice: false,
    machines: 'pick',
    ports(shared, { runId, room }) {
      const { vault, clock } = shared
      const options = { vault, clock, runId, files, onKeyChanged, directory }
      return { ...shared, doors: ownDoors, hosts: sshHosts({ ...options, ...(room === undefined ? {} : { room }) }) }
    },
  }
}
