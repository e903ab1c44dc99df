import { databasePort } from '../linode/database-port'
import type { CloudController } from '../linode/linode-port'
import { ports as practice } from '../practice/ports'
import type { ProviderPorts } from '../provider-ports'
import { connectPractice } from './connect-practice'

/** Simulated like the machines that it runs on: it is pulled from nowhere, and shows what Linode's own does. */
const CONTROLLER: CloudController = { image: 'practice/linode-controller:simulated', comes: 'registry' }

/** Simulated machines, which a simulated cloud makes. */
export const ports: ProviderPorts = {
  id: 'linode-practice',
  open(tools) {
    const portsOf = practice.open(tools)
    const own = databasePort({
      connect: (_none, clusterId) => connectPractice(clusterId),
      controller: async () => CONTROLLER,
    })
    return (shared, run) => {
      const practised = portsOf(shared, run)
      return {
        ...practised,
        own,
        // Apps are opened at a balancer's address, behind which the real port is.
        doors: {
          ...practised.doors,
          urlOf: ({ address }, port, path) => practised.doors.urlOf({ name: address, address }, port, path),
        },
      }
    }
  },
}
