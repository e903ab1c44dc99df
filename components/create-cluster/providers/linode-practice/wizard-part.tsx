import dynamic from 'next/dynamic'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { failureOf } from '@/lib/shared/call-api'
import { SIMULATED_ACCOUNT } from '@/lib/shared/cloud/cloud-data'
import { hourlyOf } from '@/lib/shared/cloud/cluster-cost'
import { formatDollars } from '@/lib/shared/format-dollars'
import { createCluster } from '@/messages/create-cluster'
import { useCommonFacts } from '../../use-common-facts'
import { defineWizardPart, type WizardContext } from '../../wizard-part'
import { type ChangeLinode, chosenOf, pricedParts } from '../linode/linode-draft'
import { linodeProblems } from '../linode/linode-problems'
import { linodeWords } from '../linode/linode-words'
import { useCloudCatalogue } from '../linode/use-cloud-catalogue'
import {
  type ChangeLinodePractice,
  type LinodePracticeDraft,
  linodePracticeRequest,
  MOST_SIMULATED_WORKERS,
  readLinodePracticeDraft,
  simulatedApps,
  simulatedChoices,
  USUAL_LINODE_PRACTICE,
} from './linode-practice-draft'
import { linodePracticeWords } from './linode-practice-words'

// Loaded when somebody wants them: the page itself stays small.
const StepPlace = dynamic(() => import('./step-place').then((file) => file.StepPlace))
const StepMachines = dynamic(() => import('../linode/step-machines').then((file) => file.StepMachines))
const StepCluster = dynamic(() => import('../linode/step-cluster').then((file) => file.StepCluster))

/** The same as at Linode, in a simulated cloud. */
export const wizardPart = defineWizardPart<LinodePracticeDraft>({
  id: 'linode-practice',
  place: 4,
  suits: () => 0,
  usual: USUAL_LINODE_PRACTICE,
  read: readLinodePracticeDraft,
  useOffer,
})

function useOffer(context: WizardContext, draft: LinodePracticeDraft, change: ChangeLinodePractice) {
  const t = useText(linodePracticeWords)
  const cloud = useText(linodeWords)
  const { free } = useText(createCluster)
  const facts = useCommonFacts(context)
  const { name, chosen: wanted } = context
  const asked = useCloudCatalogue(wanted ? SIMULATED_ACCOUNT : undefined)
  const catalogue = asked.data?.catalogue
  const failure = asked.error === null ? undefined : failureOf(asked.error)
  const { linode, speed } = draft
  const choices = simulatedChoices(catalogue, context.apps)
  const chosen = chosenOf(linode, choices)
  const parts = pricedParts(linode, chosen, catalogue)
  const { region, image, server, worker } = chosen
  const { workers, lifetimeHours } = linode
  const onChange: ChangeLinode = (by) => change((now) => ({ ...now, linode: by(now.linode) }))
  const request = linodePracticeRequest(name, draft, chosen)
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
      {
        id: 'place',
        title: t.steps.place,
        body: (
          <StepPlace
            answer={asked.data}
            region={region}
            speed={speed}
            onChange={onChange}
            onSpeed={(chosenSpeed) => change((now) => ({ ...now, speed: chosenSpeed }))}
          />
        ),
      },
      {
        id: 'machines',
        title: t.steps.machines,
        body: (
          <StepMachines
            draft={linode}
            chosen={chosen}
            catalogue={catalogue}
            mostWorkers={MOST_SIMULATED_WORKERS}
            onChange={onChange}
          />
        ),
      },
      {
        id: 'cluster',
        title: t.steps.cluster,
        body: (
          <StepCluster
            context={{ ...context, apps: simulatedApps(context.apps) }}
            draft={linode}
            chosen={chosen}
            releases={null}
            parts={parts}
            yourAddress={asked.data?.yourAddress}
            onChange={onChange}
          />
        ),
      },
    ],
    problems: [...linodeProblems(linode, choices, failure, cloud), ...facts.nameProblems('cluster')],
    summary: {
      title: facts.title(workers + 1),
      badge: <PracticeBadge />,
      price: free,
      priceHint: t.priceHint(parts === undefined ? undefined : formatDollars(hourlyOf(parts))),
      facts: [
        { name: cloud.region, value: region?.label ?? cloud.notChosen },
        { name: cloud.server, value: server?.label ?? cloud.notChosen },
        { name: cloud.workers, value: cloud.workersOf(workers, worker?.label ?? '') },
        { name: cloud.image, value: image?.label ?? cloud.notChosen },
        { name: t.speed, value: `${t.speeds[speed].title} ×${speed}` },
        { name: cloud.lives, value: lifetimeHours === null ? cloud.until : cloud.lifetime(lifetimeHours) },
        facts.apps(chosen.apps),
      ],
      cancelHint: t.cancelHint,
    },
    happens: t.happens,
    request,
    readable: request,
  }
}
