import { z } from 'zod'
import { AppError, toFailure } from '@/lib/core/errors'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { WriteProgress } from '@/lib/ports/card-writer'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { imagingOf } from '../image/imaging-of'

/** A reader tells its own name, not its card's: after a while another card may be in it. */
export const CONFIRMED_FOR_MS = 10 * 60_000
/** Screens are told no more often. */
const TELL_EVERY_MS = 1_000

const WORDS = { writing: 'written', verifying: 'read back' } as const satisfies Record<WriteProgress['phase'], string>

/** Writes the image, and reads all of it back from the card itself. */
export const writeCard = defineStep({
  name: 'card.write',
  title: 'Write and read back',
  explain: {
    what: 'Looks at the drive once more, opens it for nobody else, writes the image, reads all of it back past the memory of this machine, and writes the first block last.',
    why: 'Cards wear out and readers make mistakes without a word. Until the first block is there, a half-written card does not look like one that starts.',
    byHand: [
      'lsblk --output NAME,SIZE,TRAN,MODEL,SERIAL,MOUNTPOINTS',
      'dd if=card.img of=<drive> bs=4M oflag=direct conv=fsync status=progress',
      'cmp --bytes="$(stat --format=%s card.img)" card.img <drive>',
    ],
    scripts: [],
  },
  input: z.object({
    imageId: z.string(),
    drive: z.object({ path: z.string(), bytes: z.number(), confirmation: z.string() }),
    confirmedAt: z.number(),
  }),
  output: z.object({ bytes: z.number() }),
  timeoutMs: 4 * 3_600_000,
  async run(ctx: StepContext<ProvisionPorts>, { imageId, drive, confirmedAt }) {
    const { writer, cards } = imagingOf(ctx)
    const { clock } = ctx.ports
    const tell = teller(ctx, (progress) => cards.wroteSoFar(imageId, progress))
    try {
      if (clock.now() - confirmedAt > CONFIRMED_FOR_MS) throw over(drive.path)
      const image = await cards.toWrite(imageId)
      await writer.write(imageId, image, drive, { signal: ctx.signal, onProgress: tell.progress })
      await tell.end()
      await cards.written(imageId)
      ctx.log(`All of it is on ${drive.confirmation} (${drive.path}), and was read back.`, 'info')
      return { bytes: image.imageBytes }
    } catch (error) {
      // Cancelled: the card starts no board, and that is what the row says by itself.
      ctx.signal.throwIfAborted()
      await tell.end()
      await cards.notWritten(imageId, toFailure(error))
      throw error
    }
  },
  // What is on a half-written card starts no board, and what was there before is gone.
  undo: 'nothing-to-undo',
})

/** Tells the log each tenth, and the screens once a second; one word after the other. */
function teller(ctx: StepContext<ProvisionPorts>, save: (progress: WriteProgress) => Promise<void>) {
  let [said, toldAt] = ['', 0]
  let saving = Promise.resolve()
  return {
    progress(progress: WriteProgress): void {
      const { phase, doneBytes, ofBytes } = progress
      const tenth = `${Math.floor((doneBytes / ofBytes) * 10) * 10} % ${WORDS[phase]}`
      if (tenth !== said) ctx.log(tenth, 'info')
      said = tenth
      const now = ctx.ports.clock.now()
      if (now - toldAt < TELL_EVERY_MS && doneBytes < ofBytes) return
      toldAt = now
      // One that is lost is made good by the next; the card is not written worse for it.
      saving = saving.then(() => save(progress)).catch((error: unknown) => ctx.log(`Not told: ${String(error)}`, 'err'))
    },
    end: () => saving,
  }
}

const over = (path: string): AppError =>
  new AppError('card-confirmation-over', {
    userMessage: `It is more than ten minutes since ${path} was confirmed, and another card may be in it by now. Nothing was written: choose Write again, and confirm it anew.`,
    details: { path },
  })
