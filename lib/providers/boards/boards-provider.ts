import { ownDoors } from '@/lib/ports/app-doors'
import type { Provider } from '@/lib/ports/provider'
import type { FileServer } from '@/lib/remote/file-server'
import { type SshHostsOptions, sshHosts } from '@/lib/remote/ssh-hosts'
import { type Freshen, freshHosts } from './fresh-hosts'

export interface BoardsProviderOptions {
  /** Lets machines fetch files from the worker. */
  readonly files: FileServer
  readonly onKeyChanged: NonNullable<SshHostsOptions['onKeyChanged']>
  /** Default: machines are reached as the plan says. */
  readonly freshen?: Freshen
}

/** Machines that a person has: boards on a desk, old PCs, VMs. They exist, and are reached by SSH. */
export function boardsProvider({ files, onKeyChanged, freshen }: BoardsProviderOptions): Provider {
  return {
    id: 'boards',
    title: 'Your machines',
    summary:
      'Boards, PCs or VMs that you reach by SSH. They are checked first, and left as they were when the cluster is deleted.',
    practice: false,
    machines: 'pick',
    ports(shared, { runId, room }) {
      const { vault, clock } = shared
      const hosts = sshHosts({ vault, clock, runId, files, onKeyChanged, ...(room === undefined ? {} : { room }) })
      return { ...shared, doors: ownDoors, hosts: freshen === undefined ? hosts : freshHosts(hosts, freshen) }
    },
  }
}
