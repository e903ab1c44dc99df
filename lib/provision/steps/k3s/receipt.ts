import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import type { ProvisionPorts, ReceiptLine } from '@/lib/ports/provision-ports'
import { Verified } from './verify-gone'

/** Keeps the proof of a deletion with the cluster. */
export const writeReceipt = defineStep({
  name: 'k3s.receipt',
  title: 'Receipt',
  explain: {
    what: 'Writes down what was looked for on each machine, and that nothing was found.',
    why: 'So that you can show later that nothing is left.',
    byHand: [],
    scripts: [],
  },
  input: z.object({ machines: z.array(z.object({ name: z.string(), verified: Verified })) }),
  output: z.object({ left: z.number() }),
  timeoutMs: 30_000,
  attempts: { '*': { attempts: 3, delayMs: 1_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { machines }) {
    const lines = machines.flatMap(({ name, verified }): readonly ReceiptLine[] =>
      verified.lines.length > 0 ? verified.lines : [accepted(name)],
    )
    await ctx.ports.records.saveReceipt(ctx.subjectId, { checkedAt: ctx.ports.clock.now(), lines })
    const left = lines.flatMap((line) => line.left).length
    ctx.log(
      left === 0 ? `${lines.length} looks, nothing left.` : `${left} things are left; the receipt names them.`,
      'info',
    )
    return { left }
  },
  undo: 'keep',
})

/** A person skipped the look at this machine, after it had found something. */
const accepted = (machine: string): ReceiptLine => ({
  machine,
  looked: 'nothing more: what was left was accepted',
  left: ['see the log of the run'],
})
