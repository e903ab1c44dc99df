import { z } from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { buildOptions, imagingOf } from './imaging-of'

const BaseOutput = z.object({ key: z.string(), bytes: z.number(), bootLoader: z.string() })

/** Once for all cards of a board and a system; kept for the next ones. */
export const makeImageBase = defineStep({
  name: 'image.base',
  title: 'Base',
  explain: {
    what: 'Makes the image that all cards of this board and system have in common: partition table, boot loader, file systems.',
    why: 'It takes longest, and is the same for each card: it is made once and kept.',
    byHand: [
      'truncate -s 2G base.img && sfdisk base.img < table.txt',
      'fakeroot sh -c "tar -xpf root.tar -C root && mke2fs -t ext4 -b 4096 -d root -E offset=<bytes> base.img"',
      'dd if=u-boot.bin of=base.img bs=512 seek=<sector> conv=notrunc',
    ],
    scripts: [],
  },
  input: z.object({ profileId: z.string(), osId: z.string() }),
  output: BaseOutput,
  timeoutMs: 3_600_000,
  async run(ctx: StepContext<ProvisionPorts>, { profileId, osId }) {
    const { builder } = imagingOf(ctx)
    const obstacles = await builder.obstacles(profileId, osId, ctx.signal)
    const [first] = obstacles
    if (first !== undefined)
      throw new AppError(first.code, { userMessage: obstacles.map(({ sentence }) => sentence).join(' ') })
    const { key, bytes, bootLoader, cached } = await builder.base(profileId, osId, buildOptions(ctx))
    ctx.log(cached ? 'The base was there already.' : `The base is made: ${Math.round(bytes / 1_048_576)} MiB.`, 'info')
    return { key, bytes, bootLoader }
  },
  undo: 'keep',
})
