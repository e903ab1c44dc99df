import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { CarriedK3s, requestOf } from './card-package'
import { buildOptions, imagingOf } from './imaging-of'

/** Makes the image of one card out of its base. */
export const patchCard = defineStep({
  name: 'image.patch',
  title: 'Patch',
  explain: {
    what: 'Copies the base and writes into it what makes it the card of this board: name, keys, network, and a one-time token for its first report.',
    why: 'The board is known and trusted from its first start: nobody has to log in to it before.',
    byHand: [
      'cp --sparse=always base.img card.img',
      'debugfs -w -f commands.txt "card.img?offset=<bytes>"  # rm, write, sif … mode, for each file',
    ],
    scripts: [],
  },
  input: z.object({ imageId: z.string(), base: z.object({ key: z.string() }), k3s: CarriedK3s.optional() }),
  output: z.object({}),
  timeoutMs: 900_000,
  async run(ctx: StepContext<ProvisionPorts>, { imageId, base, k3s }) {
    const { builder, cards } = imagingOf(ctx)
    const request = await requestOf(ctx, cards.request(imageId), k3s)
    await builder.patch(base, imageId, request, buildOptions(ctx))
    ctx.log(`The card of ${request.hostname} is made.`, 'info')
    return {}
  },
  undo: (ctx: StepContext<ProvisionPorts>, { imageId }) => imagingOf(ctx).builder.remove(imageId),
})
