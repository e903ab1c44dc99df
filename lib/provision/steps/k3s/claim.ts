import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'

/**
 * Marks where a cluster's hold on a machine begins. The machine was taken when the run was made, together with it; the
 * undo of this, the last of all, gives it back.
 */
export const claimMachine = defineStep({
  name: 'k3s.claim',
  title: 'Claim',
  explain: {
    what: 'Reserves the machine for this cluster in the panel. Nothing is done on the machine itself.',
    why: 'A machine can be in one cluster only. If the run is taken back, the machine is free again as its last act.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ machine: MachineRef }),
  output: z.object({}),
  timeoutMs: 30_000,
  async run(ctx: StepContext<ProvisionPorts>, { machine }) {
    ctx.log(`${machine.name} belongs to this cluster now.`, 'info')
    return {}
  },
  undo: (ctx: StepContext<ProvisionPorts>, { machine }) =>
    ctx.ports.records.releaseMachine(ctx.subjectId, machine.machineId),
})

/** The other way round, at the end of a deletion. */
export const releaseMachine = defineStep({
  name: 'k3s.release',
  title: 'Release',
  explain: {
    what: 'Frees the machine in the panel.',
    why: 'It can be chosen for another cluster.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ machine: MachineRef }),
  output: z.object({}),
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { machine }) {
    await ctx.ports.records.releaseMachine(ctx.subjectId, machine.machineId)
    ctx.log(`${machine.name} is free.`, 'info')
    return {}
  },
  undo: 'keep',
})
