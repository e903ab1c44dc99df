import dynamic from 'next/dynamic'
import { useMachines } from '@/components/machines/use-machines'
import { useReleases } from '@/components/releases/use-releases'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import type { ListedMachine } from '@/lib/contracts/machines'
import { isFree } from '@/lib/shared/machine-state'
import { createCluster } from '@/messages/create-cluster'
import { useCommonFacts } from '../../use-common-facts'
import { defineWizardPart, type WizardContext } from '../../wizard-part'
import {
  type BoardsDraft,
  type BoardsProblem,
  boardsProblems,
  type ChangeBoards,
  chosenRelease,
  freshen,
  NO_BOARDS,
  oddSettings,
  readBoardsDraft,
} from './boards-draft'
import { boardsWords } from './boards-words'
import { useJudgedMachines } from './use-judged-machines'

// Loaded when somebody wants them: the page itself stays small.
const StepMachines = dynamic(() => import('./step-machines').then((file) => file.StepMachines))
const StepVersion = dynamic(() => import('./step-version').then((file) => file.StepVersion))

/** Machines that a person has: which of them, with which k3s. */
export const wizardPart = defineWizardPart<BoardsDraft>({
  id: 'boards',
  place: 2,
  suits: ({ machines }) => (machines.filter(isReal).some(isFree) ? 2 : 0),
  usual: NO_BOARDS,
  read: readBoardsDraft,
  useOffer,
})

/** Simulated ones have a tile of their own. */
const isReal = ({ practice }: ListedMachine): boolean => practice !== true

function useOffer(context: WizardContext, kept: BoardsDraft, change: ChangeBoards) {
  const t = useText(boardsWords)
  const { free } = useText(createCluster)
  const facts = useCommonFacts(context)
  const { name, apps } = context
  const machines = (useMachines(context.machines).data ?? context.machines).filter(isReal)
  const loaded = useReleases()
  const releases = loaded.isPending ? undefined : (loaded.data?.releases ?? [])
  const draft = freshen(kept, { machines, apps, releases })
  const k3sVersion = chosenRelease(draft, releases)?.version
  const judged = useJudgedMachines(context.chosen ? draft : undefined, k3sVersion, machines)
  const nameOf = (machineId: string) => judged.find((machine) => machine.id === machineId)?.name ?? machineId
  const server = draft.machines.find((one) => one.role === 'server')
  const agents = draft.machines.filter((one) => one.role === 'agent')
  const problems = boardsProblems(draft, { machines: judged, apps, releases })
  const textsOf = (step: BoardsProblem['step']) =>
    problems.filter((problem) => problem.step === step).map((problem) => ({ step, text: problemText(problem, t) }))
  const { allowCgroupV1, traefik } = draft
  const asked = { name, provider: 'boards' } as const
  return {
    tile: {
      title: t.title,
      badge: <Badge>{t.badge(judged.filter(isFree).length)}</Badge>,
      text: t.text,
      price: t.price,
    },
    steps: [
      {
        id: 'machines',
        title: t.steps.machines,
        body: <StepMachines draft={draft} machines={judged} onChange={change} />,
      },
      {
        id: 'version',
        title: t.steps.version,
        body: <StepVersion context={context} draft={draft} releases={releases} onChange={change} />,
      },
    ],
    problems: [...textsOf('machines'), ...facts.nameProblems('version'), ...textsOf('version')],
    summary: {
      title: facts.title(draft.machines.length),
      price: free,
      priceHint: t.freeHint,
      facts: [
        facts.server(server === undefined ? t.notChosen : nameOf(server.machineId)),
        facts.agents(agents.map((one) => nameOf(one.machineId)).join(', ')),
        { name: t.k3s, value: k3sVersion ?? t.notChosen },
        { name: t.ingress, value: traefik ? t.withTraefik : t.without },
        facts.apps(draft.apps),
        facts.lastTime,
      ],
      cancelHint: t.cancelHint,
    },
    happens: t.happens,
    request:
      k3sVersion === undefined
        ? undefined
        : {
            ...asked,
            k3sVersion,
            machines: [...draft.machines],
            apps: [...draft.apps],
            allowCgroupV1,
            traefik,
            ...oddSettings(draft),
          },
    readable: {
      ...asked,
      k3sVersion,
      machines: draft.machines.map(({ machineId, role }) => ({ machine: nameOf(machineId), role })),
      apps: draft.apps,
      allowCgroupV1,
      traefik,
      ...oddSettings(draft),
    },
  }
}

function problemText(problem: BoardsProblem, t: (typeof boardsWords)['en']): string {
  switch (problem.kind) {
    case 'not-ready':
      return t.notReady(problem.machine.name)
    case 'not-looked-at':
      return t.notLookedAt(problem.machine.name)
    case 'no-machine':
    case 'no-server':
    case 'no-version':
      return t.problems[problem.kind]
  }
}
