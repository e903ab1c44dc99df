import type { PlanBuilder, Shared } from '@/lib/engine/plan'
import type { PlannedMachine } from '@/lib/ports/planned-machine'

/** A machine for the inputs of all steps that touch it: a plan of many machines names each once. */
export const shareMachine = (builder: PlanBuilder, machine: PlannedMachine): Shared<PlannedMachine> =>
  builder.share(machine.machineId, machine)
