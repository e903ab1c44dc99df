import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { buildOptions, imagingOf } from '../image/imaging-of'

/** What is written is what was made: the sum of the unpacked image is compared. */
export const unpackCard = defineStep({
  name: 'card.unpack',
  title: 'Unpack',
  explain: {
    what: 'Unpacks the image beside its compressed file, and compares its checksum with the one from when it was made.',
    why: 'A card is read back against this file: it has to be right first.',
    byHand: ['xz --decompress --keep card.img.xz', 'sha256sum card.img'],
    scripts: [],
  },
  input: z.object({ imageId: z.string() }),
  output: z.object({ bytes: z.number() }),
  timeoutMs: 3_600_000,
  async run(ctx: StepContext<ProvisionPorts>, { imageId }) {
    const { writer, cards } = imagingOf(ctx)
    const image = await cards.toWrite(imageId)
    await writer.unpack(imageId, image, buildOptions(ctx))
    ctx.log(`The image has ${image.imageBytes} bytes, sha256 ${image.imageSha256}.`, 'info')
    return { bytes: image.imageBytes }
  },
  undo: (ctx: StepContext<ProvisionPorts>, { imageId }) => imagingOf(ctx).writer.forget(imageId),
})
