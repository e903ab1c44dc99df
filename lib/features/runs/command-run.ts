import type { CommandAnswer, RunSummary } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { runQueue } from '@/lib/queue/run-queue'
import { appendCommand, type CommandBody } from './append-command'
import { findRun } from './queries'
import { recipeOf, roleOf, subjectKind } from './run-kinds'
import { inBackground } from './start-run'
import type { PanelRecipe, Transaction } from './subject-kind'

/**
 * Gives a run a person's command: the worker that drives it hears of it at once; where none does, one is asked to.
 * Throws `not-found`, `forbidden`, or `run-refuses` with the reason.
 */
export async function commandRun(actor: Actor, runId: string, command: CommandBody): Promise<CommandAnswer> {
  const run = await findRun(actor, runId)
  const recipe = recipeOf(run.recipe, subjectKind(run.subject.type))
  assertMay(actor, recipe.actions.command)
  const details = 'node' in command && command.node !== undefined ? { node: command.node } : {}
  const action = `run.${ACTIONS[command.type]}`
  const { seq, status } = await appendCommand(runId, command, async (transaction) => {
    await assertNotSuperseded(transaction, run, recipe)
    await recordAudit({ actor, action, subject: { type: 'run', id: runId }, details }, transaction)
  })
  if (status === 'running' || status === 'unwinding') {
    inBackground('queue the run', runQueue(roleOf(run.recipe)).add(runId, seq))
  }
  return { status, seq }
}

/** A run that rests keeps its lock; without it, another run has changed the subject since. */
async function assertNotSuperseded(
  transaction: Transaction,
  { id, status, subject }: RunSummary,
  { lock }: Pick<PanelRecipe, 'lock'>,
): Promise<void> {
  const key = lock(subject)
  if (key === undefined || (status !== 'held' && status !== 'stuck')) return
  // A deletion that takes the lock over at this moment waits until the command is given, and then finds a run going on.
  const [kept] = await transaction.$queryRaw<unknown[]>`select 1 from run_lock where "runId" = ${id} for update`
  if (kept !== undefined) return
  throw new AppError('run-refuses', {
    userMessage: `Another run has changed ${subject.name} since, so this one is over.`,
    details: { subject: subject.id },
  })
}

const ACTIONS = {
  retry_requested: 'retry',
  cancel_requested: 'cancel',
  cleanup_requested: 'clean-up',
  skipped: 'skip',
  undo_given_up: 'give-up-undo',
} as const satisfies Record<CommandBody['type'], string>
