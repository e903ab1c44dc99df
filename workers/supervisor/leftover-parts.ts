import { type Clock, systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { signalProcess } from '@/lib/core/signal-process'
import { isSameProcess } from '@/scripts/setup/process-start.mjs'
import type { PanelFile } from './panel-file'

/** Web and worker end by themselves when their supervisor is gone; the worker first lets go of its runs. */
const PATIENCE_MS = 20_000
const DEADLINE_MS = 30_000
/** The built-in database is stopped where it is started (lib/db/clear-leftovers.ts). */
const OWN_WAY = 'postgres'

/**
 * Waits for the parts of a panel whose supervisor was killed: they still have its port, and memory that a small board
 * has only once. What is still there after a while is ended.
 * @param last what that panel wrote
 * @throws AppError `parts-left` which names the processes that do not end
 */
export async function clearLeftoverParts(options: {
  last: Pick<PanelFile, 'parts' | 'starts'> | undefined
  say: (line: string) => void
  signal: AbortSignal
  clock?: Clock
}): Promise<void> {
  const { last, say, signal, clock = systemClock } = options
  if (last === undefined) return
  const startedAt = clock.now()
  // A number that another program has now has another mark.
  const left = () =>
    Object.entries(last.parts).filter(([name, pid]) => name !== OWN_WAY && isStill(pid, last.starts[name]))
  const words = () =>
    left()
      .map(([name, pid]) => `${name} (process ${pid})`)
      .join(' and ')
  if (left().length === 0) return
  say(`Waiting for ${words()} of the panel before to end.`)
  let ended = false
  await waitFor<true>({
    look: async () => {
      if (left().length === 0) return true
      if (!ended && clock.now() - startedAt >= PATIENCE_MS) {
        ended = true
        for (const [, pid] of left()) signalProcess(pid, 'SIGKILL')
      }
      return undefined
    },
    everyMs: 50,
    deadlineMs: DEADLINE_MS,
    onDeadline: () =>
      new AppError('parts-left', {
        userMessage: `Of the panel before, ${words()} still runs and cannot be ended. End it, then start again.`,
      }),
    clock,
    signal,
  })
}

const isStill = (pid: number, start: string | undefined) => start !== undefined && isSameProcess(pid, start)
