import dynamic from 'next/dynamic'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { troubleWords } from '@/lib/shared/practice/practice-troubles'
import { createCluster } from '@/messages/create-cluster'
import { useCommonFacts } from '../../use-common-facts'
import { defineWizardPart, type WizardContext } from '../../wizard-part'
import {
  type ChangePractice,
  type PracticeDraft,
  practiceMachineName,
  practiceRequest,
  readPracticeDraft,
  USUAL_PRACTICE,
} from './practice-draft'
import { practiceWords } from './practice-words'

// Loaded when somebody wants it: the page itself stays small.
const StepSize = dynamic(() => import('./step-size').then((file) => file.StepSize))

/** Simulated machines: how many, and how fast. */
export const wizardPart = defineWizardPart<PracticeDraft>({
  id: 'practice',
  place: 1,
  suits: () => 1,
  usual: USUAL_PRACTICE,
  read: readPracticeDraft,
  useOffer,
})

function useOffer(context: WizardContext, kept: PracticeDraft, change: ChangePractice) {
  const t = useText(practiceWords)
  const { free } = useText(createCluster)
  const facts = useCommonFacts(context)
  const { name } = context
  // An app may have gone since the draft was stored.
  const draft = {
    ...kept,
    apps: kept.apps.filter((id) => context.apps.some((app) => app.id === id && app.notInPractice === undefined)),
  }
  const { machines, speed, apps, trouble } = draft
  const request = practiceRequest(name, draft)
  return {
    tile: {
      title: t.title,
      badge: (
        <Badge tone="practice" className="border border-dashed border-honey py-px!">
          {t.badge}
        </Badge>
      ),
      text: t.text,
      price: t.price,
    },
    steps: [
      { id: 'size', title: t.steps.size, body: <StepSize context={context} practice={draft} onChange={change} /> },
    ],
    problems: facts.nameProblems('size'),
    summary: {
      title: facts.title(machines),
      badge: <PracticeBadge />,
      price: free,
      priceHint: t.freeHint,
      facts: [
        facts.server(practiceMachineName(name, 1, draft)),
        facts.agents(machines === 1 ? '' : String(machines - 1)),
        { name: t.speed, value: `${t.speeds[speed].title} ×${speed}` },
        ...(trouble === undefined
          ? []
          : [{ name: t.fails, value: `${trouble.machine}: ${troubleWords[trouble.trouble].title}` }]),
        facts.apps(apps),
        facts.lastTime,
      ],
      cancelHint: t.cancelHint,
    },
    happens: t.happens,
    request,
    readable: request,
  }
}
