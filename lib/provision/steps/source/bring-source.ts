import { z } from 'zod'
import { defineStep, type StepContext } from '@/lib/engine/step'
import { BroughtSource, SourceOrigin } from '@/lib/ports/card-sources'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { buildOptions, imagingOf } from '../image/imaging-of'

const HOURS = 3_600_000

/** Fetches or makes the file, and judges whether it is genuine. */
export const bringSource = defineStep({
  name: 'source.bring',
  title: 'Bring',
  explain: {
    what: 'Fetches the file, or makes it out of packages, and compares it with the signature or the sha256 that belongs to it.',
    why: 'Every card is made from it: whoever could change it on its way would be on all boards.',
    byHand: [
      'curl -fLO <address> && curl -fLO <address>.sig',
      'gpgv --keyring <key of its makers> <file>.sig <file>',
      'sha256sum <file>',
    ],
    scripts: [],
  },
  input: z.object({ slot: z.string(), origin: SourceOrigin }),
  output: BroughtSource,
  timeoutMs: 6 * HOURS,
  attempts: { 'download-failed': { attempts: 3, delayMs: 10_000 } },
  async run(ctx: StepContext<ProvisionPorts>, { slot, origin }) {
    const brought = await imagingOf(ctx).sources.bring(slot, origin, buildOptions(ctx))
    ctx.log(`${brought.fileName}: ${Math.round(brought.bytes / 1_048_576)} MiB, sha256 ${brought.sha256}`, 'info')
    return brought
  },
  async undo(ctx: StepContext<ProvisionPorts>, { origin }, brought) {
    const there = brought ?? (origin.way === 'upload' ? origin.brought : undefined)
    if (there !== undefined) await imagingOf(ctx).sources.forget(there)
  },
})
