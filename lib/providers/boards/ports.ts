import { ownDoors } from '@/lib/ports/app-doors'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import type { ProviderPorts } from '../provider-ports'

/** Machines that exist are reached by SSH, at their own addresses. */
export const ports: ProviderPorts = {
  id: 'boards',
  open:
    (tools) =>
    (shared, { runId, room }) => {
      const { vault, clock } = shared
      const hosts = sshHosts({ ...tools, vault, clock, runId, ...(room === undefined ? {} : { room }) })
      return { ...shared, doors: ownDoors, hosts }
    },
}
