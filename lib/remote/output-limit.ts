import type { AppError } from '@/lib/core/errors'
import { hostFailure } from '@/lib/ports/host-failures'
import { at, type Whom } from './connect-failure'
import type { Connection } from './connection'

/** How much a command on a machine may print. */
export interface OutputLimit {
  readonly bytes: number
  /** Called for what comes beyond. */
  readonly exceeded: () => void
}

/** What no script of ours prints in its whole life, a package manager's chatter included. */
export const MOST_OUTPUT_BYTES = 64 * 1_048_576

/**
 * Cuts a machine off that prints without end, with the whole connection: asking it to stop would mean to go on reading.
 * @param giveUp learns why
 */
export function cuttingOff(
  connection: Connection,
  whom: Whom,
  bytes: number,
  giveUp: (reason: AppError) => void,
): OutputLimit {
  return {
    bytes,
    exceeded: () => {
      giveUp(misbehaves(whom, `printed more than ${Math.round(bytes / 1_048_576)} MiB in answer to one command`))
      connection.destroy()
    },
  }
}

/** A machine that does what none does by accident. @param what Follows its name, e.g. `printed more than …`. */
export function misbehaves(whom: Whom, what: string): AppError {
  return hostFailure('host-misbehaves', {
    message: `${at(whom)} ${what}`,
    userMessage:
      `${whom.name} ${what}, so the connection to it was cut. It is broken, or somebody else has control of it. ` +
      'Look at the machine itself before you use it again.',
    details: { machine: whom.name },
  })
}
