import type { CommandAnswer } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { commandRun } from './command-run'

/**
 * Stops what a run is doing. `hold` keeps what was done so far, for a retry or a clean-up; `undo` takes it back.
 * Throws `not-found`, or `run-refuses` with the reason.
 */
export function cancelRun(actor: Actor, runId: string, outcome: 'hold' | 'undo'): Promise<CommandAnswer> {
  return commandRun(actor, runId, { type: 'cancel_requested', outcome, actor: actor.userId })
}
