import type { CommandAnswer, RunSummary } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { appendCommand, type CommandBody } from '@/lib/events/append-command'
import { recordAudit } from '@/lib/features/audit'
import { assertMay } from '@/lib/features/policy'
import { runQueue } from '@/lib/queue/run-queue'
import { findRun } from './queries'
import { saveRunStatus } from './save-run-status'
import { inBackground } from './start-run'

/**
 * Gives a run a person's command: the worker that drives it hears of it at once; where none does, one is asked to.
 * Throws `not-found`, `forbidden`, or `run-refuses` with the reason.
 */
export async function commandRun(actor: Actor, runId: string, command: CommandBody): Promise<CommandAnswer> {
  assertMay(actor, 'clusters.change')
  const run = await findRun(actor, runId)
  await assertNotSuperseded(run)
  const { seq, status } = await appendCommand(runId, command)
  if (status === 'running' || status === 'unwinding') inBackground('queue the run', runQueue().add(runId, seq))
  await saveRunStatus(run, status, seq)
  const details = 'node' in command && command.node !== undefined ? { node: command.node } : {}
  await recordAudit({ actor, action: `run.${ACTIONS[command.type]}`, subject: { type: 'run', id: runId }, details })
  return { status, seq }
}

/** A run that rests keeps its cluster's lock; without it, another run has taken the cluster over meanwhile. */
async function assertNotSuperseded(run: RunSummary): Promise<void> {
  if (run.status !== 'held' && run.status !== 'stuck') return
  const lock = await db().clusterLock.findUnique({ where: { clusterId: run.clusterId } })
  if (lock?.runId === run.id) return
  throw new AppError('run-refuses', {
    userMessage: 'Another run has changed this cluster since, so this one is over.',
    details: { clusterId: run.clusterId },
  })
}

const ACTIONS = {
  retry_requested: 'retry',
  cancel_requested: 'cancel',
  cleanup_requested: 'clean-up',
  skipped: 'skip',
  undo_given_up: 'give-up-undo',
} as const satisfies Record<CommandBody['type'], string>
