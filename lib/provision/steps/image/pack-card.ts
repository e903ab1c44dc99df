import { z } from 'zod'
import { toFailure } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { buildOptions, imagingOf } from './imaging-of'

/** Compresses the image for download, and says that it can be had. */
export const packCard = defineStep({
  name: 'image.pack',
  title: 'Pack',
  explain: {
    what: 'Compresses the image, with its checksums and a map of the blocks that have something in them.',
    why: 'Programs that write cards take it compressed, check it, and leave out what is empty.',
    byHand: ['xz -0 -k card.img', 'sha256sum card.img card.img.xz', 'bmaptool create card.img -o card.bmap'],
    scripts: [],
  },
  input: z.object({ imageId: z.string() }),
  output: z.object({ bytes: z.number(), sha256: z.string() }),
  timeoutMs: 3_600_000,
  async run(ctx: StepContext<ProvisionPorts>, { imageId }) {
    const { builder, cards } = imagingOf(ctx)
    try {
      const packed = await builder.pack(imageId, 'xz', false, buildOptions(ctx))
      await cards.ready(imageId, packed)
      ctx.log(`${packed.fileName}: ${Math.round(packed.bytes / 1_048_576)} MiB, sha256 ${packed.sha256}`, 'info')
      return { bytes: packed.bytes, sha256: packed.sha256 }
    } catch (error) {
      ctx.signal.throwIfAborted()
      await cards.failed(imageId, toFailure(error))
      throw error
    }
  },
  async undo(ctx: StepContext<ProvisionPorts>, { imageId }) {
    const { builder, cards } = imagingOf(ctx)
    await cards.takenBack(imageId)
    await builder.remove(imageId)
  },
})
