import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { BroughtSource, SourceFacts } from '@/lib/ports/card-sources'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { imagingOf } from '../image/imaging-of'

/** Puts the file on the shelf. The last step: from now on cards are made of it. */
export const keepSource = defineStep({
  name: 'source.keep',
  title: 'Keep',
  explain: {
    what: 'Puts the file on the shelf under its sha256, in the place of an earlier one.',
    why: 'What a card was made from is known to the byte, and the same file makes the same card.',
    byHand: ['mv <file> <shelf>/<sha256>'],
    scripts: [],
  },
  input: z.object({ slot: z.string(), brought: BroughtSource, facts: SourceFacts }),
  output: z.object({}),
  timeoutMs: 60_000,
  async run(ctx: StepContext<ProvisionPorts>, { slot, brought, facts }) {
    await imagingOf(ctx).sources.keep(slot, brought, facts)
    ctx.log('Cards can be made of it.', 'info')
    return {}
  },
  undo: 'keep',
})
