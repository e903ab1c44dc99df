import type { CommandAnswer } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { commandRun } from './command-run'

/**
 * Takes back everything that a held run did, newest first, or tries a stuck clean-up again.
 * Throws `not-found`, or `run-refuses` with the reason.
 */
export function cleanUpRun(actor: Actor, runId: string): Promise<CommandAnswer> {
  return commandRun(actor, runId, { type: 'cleanup_requested', actor: actor.userId })
}
