import type { MachineTarget, RemoteHosts } from '@/lib/ports/remote-host'

/** How a machine is reached now; the plan's own words when nothing else is known. */
export type Freshen = (target: MachineTarget, signal: AbortSignal) => Promise<MachineTarget>

/**
 * The same machines, reached by what is set now and not by what was set when the plan was made: after a person gave
 * another sudo password, chose another key or accepted a new host key, a retry goes on with that.
 */
export function freshHosts(hosts: RemoteHosts, freshen: Freshen): RemoteHosts {
  return {
    connect: async (target, signal) => hosts.connect(await freshen(target, signal), signal),
    reconnectAfterReboot: async (target, bootIdBefore, deadlineMs, signal) =>
      hosts.reconnectAfterReboot(await freshen(target, signal), bootIdBefore, deadlineMs, signal),
    close: () => hosts.close(),
  }
}
