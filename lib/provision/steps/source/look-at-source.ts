import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { BroughtSource, SourceFacts } from '@/lib/ports/card-sources'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { buildOptions, imagingOf } from '../image/imaging-of'

/** Reads the file through before anything is made of it. */
export const lookAtSource = defineStep({
  name: 'source.look',
  title: 'Look',
  explain: {
    what: 'Unpacks the file and reads it through: which system is in it, for which processor, and how it makes its first boot.',
    why: 'The same name has meant different ways of a first boot from one month to the next, so the way is seen in it and not guessed.',
    byHand: [
      'tar -tzf <file> | head',
      'sfdisk --json <image>',
      'debugfs -R "cat /etc/os-release" "<image>?offset=<bytes>"',
    ],
    scripts: [],
  },
  input: z.object({ slot: z.string(), brought: BroughtSource }),
  output: SourceFacts,
  timeoutMs: 3_600_000,
  async run(ctx: StepContext<ProvisionPorts>, { slot, brought }) {
    const facts = await imagingOf(ctx).sources.look(slot, brought, buildOptions(ctx))
    ctx.log(`It is ${facts.system ?? 'of no name'}; its first boot: ${facts.firstBoot ?? 'none'}.`, 'info')
    return facts
  },
  undo: 'nothing-to-undo',
})
