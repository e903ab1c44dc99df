import { notFound } from '@/lib/core/errors'
import { troubleInName } from '@/lib/shared/practice/practice-troubles'
import { machineLabel } from '../../linode/linode-names'
import { type MachineState, PracticeMachine } from '../machines/practice-machine'
import type { KeptMachine } from './kept-cluster'

interface Member {
  readonly machine: PracticeMachine
  /** 1 is the server. */
  readonly number: number
}

/** The machines of one practice cluster, found by what others call them. */
export class ClusterMembers {
  private readonly clusterId: string
  private readonly members: Map<string, Member>

  /** @param isOfCloud they are not there until their cloud makes them */
  constructor(clusterId: string, kept: readonly KeptMachine[], isOfCloud: boolean) {
    this.clusterId = clusterId
    this.members = new Map(
      kept.map(({ machineId, number, name, address, state }) => {
        const machine = new PracticeMachine({ machineId, name, address, state: state ?? beginning(name, isOfCloud) })
        return [machineId, { machine, number }]
      }),
    )
  }

  get size(): number {
    return this.members.size
  }

  /** In their order. */
  get all(): readonly Member[] {
    return [...this.members.values()]
  }

  get machines(): readonly PracticeMachine[] {
    return this.all.map(({ machine }) => machine)
  }

  get server(): PracticeMachine | undefined {
    return this.all.find(({ number }) => number === 1)?.machine
  }

  /** Machines whose k3s runs and belongs to this cluster. */
  get running(): readonly PracticeMachine[] {
    const { server } = this
    return this.machines.filter(
      (machine) =>
        machine.running.has('k3s') || (machine.running.has('k3s-agent') && server?.isAt(machine.joined) === true),
    )
  }

  find(machineId: string): PracticeMachine | undefined {
    return this.members.get(machineId)?.machine
  }

  /** @throws AppError `not-found` */
  get(machineId: string): PracticeMachine {
    const machine = this.find(machineId)
    if (machine === undefined) throw notFound('practice machine')
    return machine
  }

  /** As its cloud calls it. */
  labelled(label: string): PracticeMachine | undefined {
    return this.machines.find((machine) => machineLabel(this.clusterId, machine) === label)
  }

  named(node: string): PracticeMachine | undefined {
    return this.machines.find((machine) => machine.name === node)
  }

  numberOf(node: string): number {
    return this.all.find(({ machine }) => machine.name === node)?.number ?? 1
  }

  delete(machineId: string): void {
    this.members.delete(machineId)
  }
}

/** A machine that is named after a trouble begins with it; one of a cloud is not there until it is made. */
function beginning(name: string, isOfCloud: boolean): Partial<MachineState> {
  if (isOfCloud) return { on: false }
  const trouble = troubleInName(name)
  return trouble === undefined ? {} : { trouble, on: trouble !== 'broken', troubleSince: Date.now() }
}
