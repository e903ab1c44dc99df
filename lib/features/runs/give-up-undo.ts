import type { CommandAnswer } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { commandRun } from './command-run'

/**
 * Goes on with a clean-up without a node whose undo fails, e.g. because its machine is gone for good. What the node made
 * is left where it is; the run and the audit log keep saying so. Throws `not-found`, or `run-refuses` when the node's undo
 * has not failed.
 */
export function giveUpUndo(
  actor: Actor,
  { runId, node }: { readonly runId: string; readonly node: string },
): Promise<CommandAnswer> {
  return commandRun(actor, runId, { type: 'undo_given_up', node, actor: actor.userId })
}
