import type { Failure } from '@/lib/core/errors'
import type { WizardProblem } from '../../wizard-part'
import { chosenOf, isSoldOut, type LinodeChoices, type LinodeDraft } from './linode-draft'
import type { linodeWords } from './linode-words'

/**
 * What keeps the cluster from being asked for, but for its name. What is still being asked for is no problem yet.
 * @param failure why the catalogue could not be read
 */
export function linodeProblems(
  draft: LinodeDraft,
  choices: LinodeChoices,
  failure: Failure | undefined,
  t: (typeof linodeWords)['en'],
): readonly WizardProblem[] {
  const { accounts, catalogue, releases } = choices
  const { account, region, image, server, worker, release } = chosenOf(draft, choices)
  const at = (step: string, text: string): WizardProblem => ({ step, text })
  if (accounts !== undefined && account === undefined) return [at('place', t.problems.account)]
  if (catalogue === undefined && failure !== undefined) return [at('place', failure.userMessage)]
  const sizes = draft.workers === 0 || server?.id === worker?.id ? [server] : [server, worker]
  const gone = sizes.flatMap((size) =>
    size !== undefined && catalogue !== undefined && isSoldOut(catalogue, region?.id, size.id)
      ? [at('machines', t.soldOut(size.label, region?.label ?? ''))]
      : [],
  )
  return [
    ...(catalogue !== undefined && region === undefined ? [at('place', t.problems.region)] : []),
    ...gone,
    ...(catalogue !== undefined && image === undefined ? [at('machines', t.problems.image)] : []),
    ...(releases !== undefined && release === undefined ? [at('cluster', t.problems.version)] : []),
  ]
}
