import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import { defineProvider } from '../provider'
import { definition } from './definition'

const MachineFacts = z.object({ architecture: z.enum(['amd64', 'arm64', 'arm']) })

const ON_EVERY_MACHINE = [
  'k3s stops, and all containers with it',
  'the package buzzcrate-k3s is removed with its units, links and scripts',
  'everything that k3s stored is erased: images, volumes of pods, the node’s password and configuration',
  'network links, firewall rules and mounts that k3s made are taken away',
]

/** Machines that a person has: they are checked first, and left as they were when the cluster is deleted. */
export const provider = defineProvider(definition, {
  // One can put as many machines together as one has.
  refusal: async () => undefined,

  // Advice stands on the machine's own row, where it is picked.
  async preflight({ request, desk }) {
    const judged = await desk.judged(request.machines, request)
    return judged.flatMap(({ name, findings }) =>
      findings.flatMap(({ level, sentence, wayOut }) =>
        level !== 'blocker' ? [] : [{ level, sentence: `${name}: ${sentence}`, wayOut, field: 'machines' }],
      ),
    )
  },

  async outline({ request, desk }) {
    const machines = await desk.planned(request.machines)
    await assertReal(machines)
    return {
      definition: request,
      machines,
      brings: { architectures: await architecturesOf(machines) },
      /** Two people, or two clicks, may want one machine: the one whose row was still free has it. */
      async write(transaction, clusterId) {
        for (const { machineId, role } of machines) {
          const claimed = await transaction.machine.updateMany({
            where: { id: machineId, clusterId: null },
            data: { clusterId, clusterRole: role },
          })
          if (claimed.count === 1) continue
          throw new AppError('machine-taken', {
            userMessage: 'One of the machines was put into another cluster a moment ago. Choose again.',
            details: { machineId },
          })
        }
      },
    }
  },

  deletionOf: ({ role }) =>
    role === 'server' ? [...ON_EVERY_MACHINE, 'the cluster’s database is erased'] : ON_EVERY_MACHINE,
})

/** Simulated boards stand on the same list, and are reached another way. @throws AppError `bad-input` */
async function assertReal(machines: readonly PlannedMachine[]): Promise<void> {
  const ids = machines.map(({ machineId }) => machineId)
  const where = { id: { in: ids }, provider: { not: definition.id } }
  const other = await db().machine.findFirst({ where, select: { name: true } })
  if (other === null) return
  throw new AppError('bad-input', {
    userMessage: `${other.name} is a practice board. A cluster of real machines cannot have it.`,
    details: { fields: [{ field: 'machines', problem: `${other.name} is a practice board.` }] },
  })
}

/** As the latest visit of each machine saw them; the preflight has seen to it that there was one. */
async function architecturesOf(machines: readonly PlannedMachine[]) {
  const rows = await db().machine.findMany({
    where: { id: { in: machines.map(({ machineId }) => machineId) } },
    select: { facts: true },
  })
  return rows.flatMap(({ facts }) => MachineFacts.safeParse(facts).data?.architecture ?? [])
}
