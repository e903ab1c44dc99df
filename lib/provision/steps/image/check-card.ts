import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { CarriedK3s, requestOf } from './card-package'
import { buildOptions, imagingOf } from './imaging-of'

/** Reads the image back, file by file: a card that quietly lacks its key lets nobody in. */
export const checkCard = defineStep({
  name: 'image.check',
  title: 'Check',
  explain: {
    what: 'Reads the image back: partition table, boot loader, both file systems, and each file that was written, with owner and mode.',
    why: 'A card that lacks its key or its token looks finished and lets nobody in.',
    byHand: [
      'sfdisk --json card.img',
      'e2fsck -fn "card.img?offset=<bytes>"',
      'debugfs -R "stat /root/.ssh/authorized_keys" "card.img?offset=<bytes>"',
    ],
    scripts: [],
  },
  input: z.object({ imageId: z.string(), k3s: CarriedK3s.optional() }),
  output: z.object({ looked: z.number() }),
  timeoutMs: 900_000,
  async run(ctx: StepContext<ProvisionPorts>, { imageId, k3s }) {
    const { builder, cards } = imagingOf(ctx)
    const checks = await builder.check(imageId, await requestOf(ctx, cards.request(imageId), k3s), buildOptions(ctx))
    const wrong = checks.filter((check) => check.wrong !== '')
    for (const check of wrong) ctx.log(`${check.looked}: ${check.wrong}`, 'err')
    if (wrong.length > 0)
      throw new AppError('image-broken', {
        userMessage: `The image is not as it should be: ${wrong
          .map((check) => `${check.looked} ${check.wrong}`)
          .slice(0, 3)
          .join('; ')}.`,
        details: { wrong: wrong.map((check) => check.looked) },
      })
    ctx.log(`All ${checks.length} looks found what they should.`, 'info')
    return { looked: checks.length }
  },
  undo: 'nothing-to-undo',
})
