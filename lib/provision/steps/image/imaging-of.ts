import { AppError } from '@/lib/core/errors'
import type { StepContext } from '@/lib/engine/step'
import type { BuildOptions, Imaging } from '@/lib/ports/image-builder'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'

/** @throws AppError `imaging-not-here` on a worker that makes no images */
export function imagingOf({ ports }: StepContext<ProvisionPorts>): Imaging {
  if (ports.imaging !== undefined) return ports.imaging
  throw new AppError('imaging-not-here', { userMessage: 'This worker cannot make images of cards.' })
}

/** What the builder says goes into the log; progress in steps of a tenth, since a log is read by people. */
export function buildOptions(ctx: StepContext<ProvisionPorts>): BuildOptions {
  let tenth = 0
  return {
    signal: ctx.signal,
    onLine: (line) => ctx.log(line, 'info'),
    onProgress: (doneBytes, ofBytes) => {
      const now = ofBytes === undefined ? 0 : Math.floor((doneBytes / ofBytes) * 10)
      if (now <= tenth) return
      tenth = now
      ctx.log(`${now * 10} %`, 'info')
    },
  }
}
