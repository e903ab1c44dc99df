import { AppError } from '@/lib/core/errors'
import type { PlannedMachine } from '@/lib/ports/planned-machine'
import type { Transaction } from './provider'

interface MadeMachine extends PlannedMachine {
  /** Undefined while the run that makes it has not come so far. */
  readonly address: string | undefined
  readonly loginUser: string
}

/**
 * Machines that are made for a cluster are named after it; the person may have one of such a name.
 * @throws AppError `cluster-name-taken`
 */
export async function assertMachineNamesFree(
  client: Transaction,
  ownerId: string,
  machines: readonly PlannedMachine[],
): Promise<void> {
  const namesake = await client.machine.findFirst({
    where: { ownerId, name: { in: machines.map(({ name }) => name) } },
    select: { name: true },
  })
  if (namesake === null) return
  const problem = `You have a machine named ${namesake.name}.`
  throw new AppError('cluster-name-taken', {
    userMessage: `You have a machine named ${namesake.name}, and a machine of this cluster would be named like it. Choose another name.`,
    details: { fields: [{ field: 'name', problem }] },
  })
}

/**
 * Writes down machines that are made for a cluster, in their order. They show on its page only and go with it: see
 * `forgetMachine` of the records.
 * @throws AppError `cluster-name-taken`
 */
export async function writeMadeMachines(
  transaction: Transaction,
  of: { readonly clusterId: string; readonly ownerId: string; readonly provider: string },
  machines: readonly MadeMachine[],
): Promise<void> {
  await assertMachineNamesFree(transaction, of.ownerId, machines)
  await transaction.machine.createMany({
    data: machines.map(({ machineId, name, role, address, loginUser }, position) => ({
      ...of,
      id: machineId,
      name,
      address: address ?? null,
      loginUser,
      position,
      clusterRole: role,
    })),
  })
}
