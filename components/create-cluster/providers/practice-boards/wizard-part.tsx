import dynamic from 'next/dynamic'
import { useMachines } from '@/components/machines/use-machines'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { createCluster } from '@/messages/create-cluster'
import { useCommonFacts } from '../../use-common-facts'
import { defineWizardPart, type WizardContext } from '../../wizard-part'
import {
  type ChangePracticeBoards,
  freePracticeBoards,
  NO_PRACTICE_BOARDS,
  type PracticeBoardsDraft,
  type PracticeBoardsProblem,
  practiceBoardsProblems,
  practiceBoardsRequest,
  readPracticeBoardsDraft,
} from './practice-boards-draft'
import { practiceBoardsWords } from './practice-boards-words'

// Loaded when somebody wants it: the page itself stays small.
const StepBoards = dynamic(() => import('./step-boards').then((file) => file.StepBoards))

/** Simulated boards that were imaged and have started: which of them. */
export const wizardPart = defineWizardPart<PracticeBoardsDraft>({
  id: 'practice-boards',
  place: 5,
  suits: () => 0,
  usual: NO_PRACTICE_BOARDS,
  read: readPracticeBoardsDraft,
  useOffer,
})

function useOffer(context: WizardContext, kept: PracticeBoardsDraft, change: ChangePracticeBoards) {
  const t = useText(practiceBoardsWords)
  const { free: costsNothing } = useText(createCluster)
  const facts = useCommonFacts(context)
  const free = freePracticeBoards(useMachines(context.machines).data ?? context.machines)
  // A board may have gone into another cluster since the draft was stored, and an app from the panel.
  const draft = {
    machineIds: kept.machineIds.filter((id) => free.some((machine) => machine.id === id)),
    apps: kept.apps.filter((id) => context.apps.some((app) => app.id === id)),
  }
  const names = draft.machineIds.map((id) => free.find((machine) => machine.id === id)?.name ?? id)
  const problems = practiceBoardsProblems(draft, free).map((problem) => ({ step: 'boards', text: textOf(problem, t) }))
  const request = practiceBoardsRequest(context.name, draft)
  const [server = t.notChosen, ...agents] = names
  return {
    tile: {
      title: t.title,
      badge: (
        <Badge tone="practice" className="border border-dashed border-honey py-px!">
          {t.badge(free.length)}
        </Badge>
      ),
      text: t.text,
      price: t.price,
    },
    steps: [
      {
        id: 'boards',
        title: t.steps.boards,
        body: <StepBoards context={context} free={free} draft={draft} onChange={change} />,
      },
    ],
    problems: [...problems, ...facts.nameProblems('boards')],
    summary: {
      title: facts.title(names.length),
      badge: <PracticeBadge />,
      price: costsNothing,
      priceHint: t.freeHint,
      facts: [facts.server(server), facts.agents(agents.join(', ')), facts.apps(draft.apps), facts.lastTime],
      cancelHint: t.cancelHint,
    },
    happens: t.happens,
    request: problems.length > 0 ? undefined : request,
    readable: { ...request, machines: names },
  }
}

function textOf(problem: PracticeBoardsProblem, t: (typeof practiceBoardsWords)['en']): string {
  return problem.kind === 'no-board' ? t.problems['no-board'] : t.problems[problem.kind](problem.name)
}
