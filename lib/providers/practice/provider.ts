import { type MachineId, newId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { defineProvider } from '../provider'
import { assertMachineNamesFree, writeMadeMachines } from '../write-made-machines'
import { definition, type PracticeRequest } from './definition'
import { freeAddresses } from './free-addresses'
import { kubeconfigFrom, withToken } from './host/practice-kubeconfig'
import { issueAccess } from './issue-access'
import { assertRoom, practiceRefusal, takeTurn } from './limits'
import { PRACTICE_RELEASE } from './release'

/** Simulated machines, made for their cluster: nothing to buy, nothing to lose, and no file that is brought to them. */
export const provider = defineProvider(definition, {
  refusal: ({ userId }) => practiceRefusal(userId),

  // What is simulated has nothing that could stand in the way.
  preflight: async () => [],

  async outline({ actor, request }) {
    const { name, speed, apps } = request
    // Refused here already, before anything that costs time and a turn.
    await assertRoom(actor.userId)
    const machines = machinesFor(request)
    await assertMachineNamesFree(db(), actor.userId, machines)
    return {
      definition: {
        name,
        provider: definition.id,
        k3sVersion: PRACTICE_RELEASE,
        machines: machines.map(({ machineId, role }) => ({ machineId, role })),
        apps,
        allowCgroupV1: false,
        traefik: false,
        speed,
      },
      machines,
      contextName: `practice-${name}`,
      async write(transaction, clusterId) {
        await takeTurn(transaction, actor.userId)
        const addresses = await freeAddresses(transaction, machines.length)
        const made = addresses.flatMap((address, index) => {
          const machine = machines[index]
          return machine === undefined ? [] : [{ ...machine, address, loginUser: 'root' }]
        })
        await writeMadeMachines(transaction, { clusterId, ownerId: actor.userId, provider: definition.id }, made)
        const rows = made.map(({ machineId, name, address }, index) => ({
          id: machineId,
          number: index + 1,
          name,
          address,
        }))
        await transaction.practiceCluster.create({
          data: { clusterId, speed, machines: { create: rows } },
          select: { clusterId: true },
        })
      },
    }
  },

  deletionOf: () => [
    'k3s stops, and all simulated containers with it',
    'the port at which its apps answer is closed',
    'the simulated machine itself is gone',
  ],

  // What the panel keeps opens the cluster for good; what people get has an end.
  kubeconfigFor: async (kept, { clusterId, userId, hostname }) =>
    kubeconfigFrom(withToken(kept, await issueAccess(clusterId, userId)), hostname),
})

/** `<cluster>-1`, `<cluster>-2-fails-at-join` …: the first is the server. */
function machinesFor({ name, machines, troubles }: PracticeRequest): readonly PlannedMachine[] {
  return Array.from({ length: machines }, (_, index) => {
    const trouble = troubles.find(({ machine }) => machine === index + 1)?.trouble
    return {
      machineId: newId<MachineId>(),
      name: `${name}-${index + 1}${trouble === undefined ? '' : `-${trouble}`}`,
      role: index === 0 ? 'server' : 'agent',
    }
  })
}
