import dynamic from 'next/dynamic'
import { useCloudAccounts } from '@/components/clouds/use-cloud-accounts'
import { useReleases } from '@/components/releases/use-releases'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { failureOf } from '@/lib/shared/call-api'
import { hourlyOf, monthlyOf, totalOf } from '@/lib/shared/cloud/cluster-cost'
import { formatDollars, formatTotal } from '@/lib/shared/format-dollars'
import { useCommonFacts } from '../../use-common-facts'
import { defineWizardPart, type WizardContext } from '../../wizard-part'
import {
  balancersOf,
  type ChangeLinode,
  chosenAccount,
  chosenOf,
  type LinodeDraft,
  linodeRequest,
  pricedParts,
  readLinodeDraft,
  USUAL_LINODE,
} from './linode-draft'
import { linodeProblems } from './linode-problems'
import { linodeWords } from './linode-words'
import { useCloudCatalogue } from './use-cloud-catalogue'

// Loaded when somebody wants them: the page itself stays small.
const StepPlace = dynamic(() => import('./step-place').then((file) => file.StepPlace))
const StepMachines = dynamic(() => import('./step-machines').then((file) => file.StepMachines))
const StepCluster = dynamic(() => import('./step-cluster').then((file) => file.StepCluster))

/** Machines at Linode: whose account, where, how large and how many, and for how long. They cost money. */
export const wizardPart = defineWizardPart<LinodeDraft>({
  id: 'linode',
  place: 3,
  suits: () => 0,
  usual: USUAL_LINODE,
  read: readLinodeDraft,
  useOffer,
})

function useOffer(context: WizardContext, draft: LinodeDraft, change: ChangeLinode) {
  const t = useText(linodeWords)
  const facts = useCommonFacts(context)
  const { name, apps, chosen: wanted } = context
  const accounts = useCloudAccounts({ enabled: wanted }).data
  const asked = useCloudCatalogue(wanted ? chosenAccount(draft, accounts)?.id : undefined)
  const loaded = useReleases()
  const releases = loaded.isPending ? undefined : (loaded.data?.releases ?? [])
  const catalogue = asked.data?.catalogue
  const failure = asked.error === null ? undefined : failureOf(asked.error)
  const choices = { accounts, catalogue, releases, apps }
  const chosen = chosenOf(draft, choices)
  const parts = pricedParts(draft, chosen, catalogue)
  const { account, region, image, server, worker, release } = chosen
  const { workers, lifetimeHours, traefik, allowedFrom } = draft
  const balancers = balancersOf(draft, chosen.apps)
  const total = parts === undefined || lifetimeHours === null ? undefined : formatTotal(totalOf(parts, lifetimeHours))
  return {
    tile: { title: t.title, badge: <Badge tone="run">{t.badge}</Badge>, text: t.text, price: t.price },
    steps: [
      {
        id: 'place',
        title: t.steps.place,
        body: <StepPlace accounts={accounts} answer={asked.data} failure={failure} chosen={chosen} onChange={change} />,
      },
      {
        id: 'machines',
        title: t.steps.machines,
        body: <StepMachines draft={draft} chosen={chosen} catalogue={catalogue} onChange={change} />,
      },
      {
        id: 'cluster',
        title: t.steps.cluster,
        body: (
          <StepCluster
            context={context}
            draft={draft}
            chosen={chosen}
            releases={releases}
            parts={parts}
            yourAddress={asked.data?.yourAddress}
            onChange={change}
          />
        ),
      },
    ],
    problems: [...linodeProblems(draft, choices, failure, t), ...facts.nameProblems('cluster')],
    summary: {
      title: facts.title(workers + 1),
      price: parts === undefined ? t.price : t.perHour(formatDollars(hourlyOf(parts))),
      priceHint:
        parts === undefined
          ? t.priceUnknown
          : t.priceHint(total, lifetimeHours, formatDollars(monthlyOf(parts)), balancers),
      facts: [
        { name: t.account, value: account?.name ?? t.notChosen },
        { name: t.region, value: region?.label ?? t.notChosen },
        { name: t.server, value: server?.label ?? t.notChosen },
        { name: t.workers, value: t.workersOf(workers, worker?.label ?? '') },
        { name: t.image, value: image?.label ?? t.notChosen },
        { name: t.k3s, value: release?.version ?? t.notChosen },
        { name: t.lives, value: lifetimeHours === null ? t.until : t.lifetime(lifetimeHours) },
        facts.apps(chosen.apps),
      ],
      cancelHint: t.cancelHint,
    },
    happens: t.happens(lifetimeHours),
    request: linodeRequest(name, draft, chosen),
    readable: {
      ...{ name, provider: 'linode', lifetimeHours, workers, traefik },
      account: account?.name,
      region: region?.id,
      image: image?.id,
      serverType: server?.id,
      workerType: worker?.id,
      k3sVersion: release?.version,
      allowedFrom,
      apps: chosen.apps,
    },
  }
}
