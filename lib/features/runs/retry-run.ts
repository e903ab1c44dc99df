import type { CommandAnswer } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { commandRun } from './command-run'

/**
 * Goes on with a held run from what failed: every failed node, or just one.
 * Throws `not-found`, or `run-refuses` with the reason.
 */
export function retryRun(actor: Actor, runId: string, node?: string): Promise<CommandAnswer> {
  const only = node === undefined ? {} : { node }
  return commandRun(actor, runId, { type: 'retry_requested', actor: actor.userId, ...only })
}
