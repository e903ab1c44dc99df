import type { CommandAnswer } from '@/lib/contracts/runs'
import type { Actor } from '@/lib/core/actor'
import { AppError } from '@/lib/core/errors'
import type { ErasedStep } from '@/lib/engine/step'
import { planOutline } from '@/lib/events/plan-outline'
import { allSteps } from '@/lib/providers/all-steps'
import { commandRun } from './command-run'
import { findRun } from './queries'

/**
 * Goes on without a failed node, where its step allows that; what needs its output gets the step's stand-in.
 * Throws `not-found`, `step-needed` when the step may not be skipped, or `run-refuses`.
 */
export async function skipNode(
  actor: Actor,
  { runId, node }: { readonly runId: string; readonly node: string },
  steps: ReadonlyMap<string, Pick<ErasedStep, 'skipLabel' | 'skipOutput'>> = allSteps,
): Promise<CommandAnswer> {
  await findRun(actor, runId)
  const planned = (await planOutline(runId))?.nodes.find((candidate) => candidate.id === node)
  const step = planned && steps.get(planned.step)
  if (step?.skipLabel === undefined) {
    throw new AppError('step-needed', {
      userMessage: 'The run cannot go on without this step. Mend the cause and retry, or clean up.',
      details: { node },
    })
  }
  return commandRun(actor, runId, { type: 'skipped', node, output: step.skipOutput })
}
