import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { imagingOf } from '../image/imaging-of'

/** Lets go of the card; it is written and read back already. */
export const ejectCard = defineStep({
  name: 'card.eject',
  title: 'Eject',
  explain: {
    what: 'Ejects the card where the reader can do that, and removes the unpacked image.',
    why: 'A desktop may mount a new card at once: ejected, it may be pulled out.',
    byHand: ['eject <drive>'],
    scripts: [],
  },
  input: z.object({ imageId: z.string(), path: z.string() }),
  output: z.object({}),
  timeoutMs: 120_000,
  async run(ctx: StepContext<ProvisionPorts>, { imageId, path }) {
    const { writer } = imagingOf(ctx)
    ctx.log(await writer.eject(path, ctx.signal), 'info')
    await writer.forget(imageId)
    return {}
  },
  undo: 'nothing-to-undo',
})
