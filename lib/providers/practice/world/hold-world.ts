import { systemClock } from '@/lib/core/clock'
import { isConnectionLoss } from '@/lib/db/connection-loss'
import { RunHolds } from '@/lib/db/run-holds'
import { Simulation, type SimulationOptions } from './simulation'

export interface HoldOptions extends SimulationOptions {
  readonly databaseUrl: string
  readonly say: (message: string, fields: Readonly<Record<string, string>>) => void
}

const ASK_MS = 1_000
/** The one thing that is held, beside runs: ids of runs have no hyphen. */
const WORLD = 'practice-world'

/**
 * Simulates the practice world in this process whenever no other one does, until the signal aborts. Of many workers one
 * - waits: asks once a second, and takes over within that when the holder dies
 * - holds: an advisory lock that ends with its connection
 */
export async function holdWorld(options: HoldOptions): Promise<void> {
  const { databaseUrl, signal, onError, say } = options
  const holds = new RunHolds(databaseUrl)
  try {
    while (!signal.aborted) {
      const hold = await holds.hold(WORLD).catch((error: unknown) => {
        if (!isConnectionLoss(error)) throw error
        return undefined
      })
      if (hold === undefined) {
        await systemClock.delay(ASK_MS, signal).catch(() => undefined)
        continue
      }
      const over = AbortSignal.any([signal, hold.lost])
      const simulation = await Simulation.start({ ...options, signal: over })
      say('this worker simulates the practice machines', { url: simulation.url })
      await aborted(over)
      await simulation.stop().catch((error: unknown) => onError('stop', error))
      await hold.release()
    }
  } finally {
    await holds.close()
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
