import { z } from 'zod'
import { defineStep } from '@/lib/engine/step'
import { MachineRef } from '@/lib/ports/planned-machine'
import { endThings } from '../cloud-kinds'
import { type LinodeContext, linodeScene } from '../linode-context'
import { firewallLabel, machineLabel, tagsOf, vpcLabel } from '../linode-names'
import { TEAR_DOWN } from '../tear-down'

/** How everything will be called: known and written down before anything is made. */
export const Decided = z.object({
  tags: z.array(z.string()),
  firewall: z.string(),
  vpc: z.string(),
  machines: z.array(z.object({ machineId: z.string(), label: z.string() })),
})
export type Decided = z.infer<typeof Decided>

/** Decides labels and tags. Its undo is the last of all: it looks whether anything with the tag has come late. */
export const decide = defineStep({
  name: 'linode.decide',
  title: 'Decide names',
  explain: {
    what: 'Decides how each machine, the firewall and the private network will be called at Linode, and which tags they have. Nothing is made yet.',
    why: 'Linode forgets whether it has seen a request before. A name that was written down first can be looked for, so that an answer that got lost never makes a second machine to pay for.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ machines: z.array(MachineRef) }),
  output: Decided,
  timeoutMs: 1_800_000,
  async run(ctx: LinodeContext, { machines }) {
    const { subjectId } = ctx
    const tags = tagsOf(subjectId)
    const labels = machines.map((machine) => ({
      machineId: machine.machineId,
      label: machineLabel(subjectId, machine),
    }))
    ctx.log(`Everything will have the tags ${tags.join(' and ')}.`, 'info')
    return { tags: [...tags], firewall: firewallLabel(subjectId), vpc: vpcLabel(subjectId), machines: labels }
  },
  async undo(ctx: LinodeContext) {
    const scene = await linodeScene(ctx)
    for (const kind of TEAR_DOWN) await endThings(ctx, scene, kind)
  },
})
