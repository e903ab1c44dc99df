import type { Actor } from '@/lib/core/actor'
import { AppError, notFound } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { type ChosenMachine, MachineRole, type PlannedMachine } from '@/lib/ports/planned-machine'
import { PICKED } from '@/lib/providers/find-definition'
import { assertOwnMachine } from './assert-own-machine'
import { changeableMachines } from './visible-machines'
import { whyNotFree } from './why-not-free'

/** A machine that is in a cluster, as it is there. */
export const chosenMachine = (row: { readonly id: string; readonly clusterRole: string | null }): ChosenMachine => ({
  machineId: row.id,
  // Written together with the cluster that has the machine.
  role: MachineRole.parse(row.clusterRole),
})

/**
 * Machines of a cluster that is there, for a plan, in the order in which they were chosen.
 * @throws AppError `not-found`, `machine-not-ready` for one without a key or with no accepted host key
 */
export const plannedMachines = (actor: Actor, chosen: readonly ChosenMachine[]): Promise<readonly PlannedMachine[]> =>
  planned(actor, chosen, () => undefined)

/**
 * Machines for a new cluster.
 * @throws AppError as `plannedMachines`, and `machine-not-yours`
 */
export const plannedForNew = (actor: Actor, chosen: readonly ChosenMachine[]): Promise<readonly PlannedMachine[]> =>
  planned(actor, chosen, (row) => {
    assertOwnMachine(actor, row)
    assertFree(row)
  })

async function planned(
  actor: Actor,
  chosen: readonly ChosenMachine[],
  assertUsable: (row: Readiness) => void,
): Promise<readonly PlannedMachine[]> {
  const rows = await db().machine.findMany({
    where: { id: { in: chosen.map(({ machineId }) => machineId) }, AND: changeableMachines(actor) },
    select: READINESS,
  })
  return chosen.map(({ machineId, role }) => {
    const row = rows.find(({ id }) => id === machineId)
    if (row === undefined) throw notFound('machine')
    assertUsable(row)
    assertReady(row)
    return { machineId, name: row.name, role }
  })
}

const READINESS = {
  ...{ id: true, name: true, ownerId: true, provider: true },
  ...{ sshKeyId: true, hostKey: true, address: true, retiredAt: true, firstBoot: true },
} as const satisfies Prisma.MachineSelect
type Readiness = Prisma.MachineGetPayload<{ select: typeof READINESS }>

/** For a new cluster: one that is in a cluster already may still be cleaned up. */
function assertFree({ name, address, retiredAt, firstBoot }: Readiness): void {
  const why = whyNotFree({ address, retiredAt, asks: firstBoot !== null })
  if (why !== undefined) throw notReady(name, why)
}

/** Before a run begins, which would only find it out on its way. */
function assertReady({ name, provider, sshKeyId, hostKey }: Readiness): void {
  // One that is made for its cluster has its login from who makes it.
  if (!PICKED.includes(provider)) return
  if (sshKeyId === null) throw notReady(name, 'It has no key to log in with. Choose one for it.')
  if (hostKey === null)
    throw notReady(name, 'Its host key is not accepted yet. Check the machine and compare the fingerprint.')
}

const notReady = (name: string, why: string): AppError =>
  new AppError('machine-not-ready', { userMessage: `${name} cannot be used yet. ${why}`, details: { machine: name } })
