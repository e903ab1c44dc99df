import type { ListedMachine } from '@/lib/contracts/machines'
import type { Actor } from '@/lib/core/actor'
import { assertMay } from '../policy'
import { machineRow, machineRows } from './machine-rows'
import { presentMachine } from './present'
import { visibleMachines } from './visible-machines'

/** The actor's machines in their order on the desk, each judged by its latest visit. */
export async function listMachines(actor: Actor): Promise<readonly ListedMachine[]> {
  assertMay(actor, 'machines.read')
  const rows = await machineRows(actor)
  return rows.map((row) => presentMachine(actor, row, rows))
}

/** Throws `not-found`. */
export async function findMachine(actor: Actor, machineId: string): Promise<ListedMachine> {
  assertMay(actor, 'machines.read')
  const [row, rows] = await Promise.all([machineRow(visibleMachines(actor), machineId), machineRows(actor)])
  return presentMachine(actor, row, rows)
}
