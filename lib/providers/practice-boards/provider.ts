import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { seal } from '@/lib/vault/seal'
import { kubeconfigFrom, withToken } from '../practice/host/practice-kubeconfig'
import { issueAccess } from '../practice/issue-access'
import { practiceRefusal, takeTurn } from '../practice/limits'
import { MachineState } from '../practice/machines/practice-machine'
import { PRACTICE_RELEASE } from '../practice/release'
import { stateBoundTo } from '../practice/world/kept-cluster'
import { defineProvider, type Transaction } from '../provider'
import { definition } from './definition'
import { practiceKey } from './practice-card'
import { visitHosts } from './visit-hosts'

const PURPOSE = { k3sVersion: PRACTICE_RELEASE, allowCgroupV1: false, traefik: false } as const

/** Simulated boards that were imaged and have started: picked as real ones are, and left as they were. */
export const provider = defineProvider(definition, {
  refusal: ({ userId }) => practiceRefusal(userId),

  async preflight({ request: { machines, apps }, desk }) {
    const judged = await desk.judged(machines, { ...PURPOSE, apps })
    return judged.flatMap(({ name, findings }) =>
      findings.flatMap(({ level, sentence, wayOut }) =>
        level !== 'blocker' ? [] : [{ level, sentence: `${name}: ${sentence}`, wayOut, field: 'machines' }],
      ),
    )
  },

  async outline({ actor, request, desk }) {
    const { name, apps } = request
    const machines = await desk.planned(request.machines)
    const boards = await db().practiceBoard.findMany({
      where: { id: { in: machines.map(({ machineId }) => machineId) } },
    })
    const boardOf = (machineId: string) => boards.find(({ id }) => id === machineId)
    const real = machines.find(({ machineId }) => boardOf(machineId) === undefined)
    if (real !== undefined) throw notSimulated(real.name)
    return {
      definition: { ...PURPOSE, name, provider: definition.id, machines: request.machines, apps },
      machines,
      contextName: `practice-${name}`,
      async write(transaction, clusterId) {
        await takeTurn(transaction, actor.userId)
        for (const { machineId, role } of machines) await claim(transaction, clusterId, machineId, role)
        // 1 is the server.
        const order = [...machines].sort((a, b) => Number(b.role === 'server') - Number(a.role === 'server'))
        const rows = order.flatMap(({ machineId, name: board }, index) => {
          const known = boardOf(machineId)
          if (known === undefined) return []
          const state = JSON.stringify(MachineState.parse({ hostKey: known.hostKey }))
          const sealed = seal(practiceKey(), state, stateBoundTo(machineId))
          return [{ id: machineId, number: index + 1, name: board, address: known.address, state: sealed }]
        })
        const [first] = order
        const speed = (first === undefined ? undefined : boardOf(first.machineId)?.speed) ?? 1
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
    'the practice board is free again, as its card made it',
  ],

  visitHosts,

  // What the panel keeps opens the cluster for good; what people get has an end.
  kubeconfigFor: async (kept, { clusterId, userId, hostname }) =>
    kubeconfigFrom(withToken(kept, await issueAccess(clusterId, userId)), hostname),
})

/** Two clicks may want one board: the one whose row was still free has it. */
async function claim(transaction: Transaction, clusterId: string, machineId: string, role: string): Promise<void> {
  const claimed = await transaction.machine.updateMany({
    where: { id: machineId, clusterId: null },
    data: { clusterId, clusterRole: role },
  })
  if (claimed.count === 1) return
  throw new AppError('machine-taken', {
    userMessage: 'One of the boards was put into another cluster a moment ago. Choose again.',
    details: { machineId },
  })
}

const notSimulated = (name: string): AppError =>
  new AppError('bad-input', {
    userMessage: `${name} is a real machine. A practice cluster is made of practice boards only.`,
    details: { field: 'machines' },
  })
