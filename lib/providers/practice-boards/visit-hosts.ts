import { systemClock } from '@/lib/core/clock'
import { db } from '@/lib/db/client'
import { hostFailure } from '@/lib/ports/host-failures'
import type { MachineDirectory } from '@/lib/ports/machine-directory'
import type { RemoteHosts } from '@/lib/ports/remote-host'
import { worldLink } from '../practice/link/own-world-link'
import { OperationAnswer } from '../practice/machines/machine-operation'
import { operate } from '../practice/machines/operate'
import { PracticeMachine } from '../practice/machines/practice-machine'
import { type MachineTransport, SimulatedHosts } from '../practice/machines/simulated-hosts'

/** How a visit reaches a simulated board: in its cluster through the practice world; by itself it is as its card made it. */
export const visitHosts = (directory: MachineDirectory): RemoteHosts =>
  new SimulatedHosts(transport, directory, systemClock)

const transport: MachineTransport = async (machine, operation, events, signal) => {
  const row = await db().practiceBoard.findUnique({
    where: { id: machine.machineId },
    include: { machine: { select: { clusterId: true } } },
  })
  if (row === null || !['running', 'turned-away'].includes(row.phase)) throw isOff(machine.name)
  const { clusterId } = row.machine
  if (clusterId !== null) {
    const body = { machineId: machine.machineId, operation }
    return OperationAnswer.parse(await worldLink().ask(clusterId, 'operate', body, { signal }))
  }
  const { address, hostKey, speed } = row
  const board = new PracticeMachine({ ...machine, address, state: { hostKey } })
  const around = {
    ...{ clock: systemClock, speed },
    machineAt: (wanted: string) => (board.isAt(wanted) ? board : undefined),
    serverFiles: () => ({ authority: '', kubeconfig: '' }),
    remains: () => [],
  }
  return operate(board, operation, around, events, signal)
}

const isOff = (name: string) =>
  hostFailure('host-unreachable', {
    userMessage: `${name} does not answer: this practice board is off. Write its card, and power it on.`,
    details: { machine: name },
  })
