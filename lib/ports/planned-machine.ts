import { z } from 'zod'

/**
 * A machine as steps and the ports know it: which one it is, not how to reach it. What is set for it (address, user, key,
 * host key …) may change while a run goes on, and a machine that the run itself makes has no address before it is there;
 * so that is asked for at the time of use, see `RemoteHosts`. Plans of older panels wrote all of it beside these two,
 * which is ignored.
 */
export const MachineRef = z.object({
  machineId: z.string(),
  /** Name in the panel and of the node in the cluster. */
  name: z.string(),
})
export type MachineRef = z.infer<typeof MachineRef>

export const MachineRole = z.enum(['server', 'agent'])
export type MachineRole = z.infer<typeof MachineRole>

/** A machine in a plan. */
export interface PlannedMachine extends MachineRef {
  readonly role: MachineRole
}

/** A machine and what it shall be, before anybody looked it up. */
export type ChosenMachine = Omit<PlannedMachine, 'name'>
