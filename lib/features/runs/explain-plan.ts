import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Plan } from '@/lib/engine/plan'
import type { ErasedStep } from '@/lib/engine/step'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import { allSteps } from '@/lib/providers/all-steps'
import type { StepExplanation, StepExplanations } from '@/lib/shared/run-view/step-explanation'

const scriptsFolder = () => path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'lib/remote/scripts')

/**
 * The Explain texts of a plan's steps, with the scripts as they stand on disk: what is shown is what runs.
 * A step that this version no longer knows is left out.
 */
export async function explainPlan(
  plan: Plan,
  steps: ReadonlyMap<string, ErasedStep<ProvisionPorts>> = allSteps,
): Promise<StepExplanations> {
  const names = [...new Set(plan.nodes.map((node) => node.step))]
  const explained = await Promise.all(names.flatMap((name) => steps.get(name) ?? []).map(explainStep))
  return Object.fromEntries(explained.map((step) => [step.name, step]))
}

async function explainStep(step: ErasedStep<ProvisionPorts>): Promise<StepExplanation> {
  const { what, why, byHand, scripts } = step.explain
  const texts = scripts.map(async (name) => ({
    name,
    text: await readFile(path.join(scriptsFolder(), `${name}.sh`), 'utf8'),
  }))
  return {
    name: step.name,
    title: step.title,
    what,
    why,
    byHand,
    scripts: await Promise.all(texts),
    skipLabel: step.skipLabel,
  }
}
