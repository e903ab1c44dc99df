'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useCatalogue } from '@/components/apps/use-catalogue'
import { useMachines } from '@/components/machines/use-machines'
import { useReleases } from '@/components/releases/use-releases'
import { useText } from '@/components/text'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { callApi, failureOf } from '@/lib/shared/call-api'
import {
  chosenRelease,
  DRAFT_STEPS,
  type DraftChoices,
  type DraftProvider,
  type DraftStep,
  draftProblems,
  freshen,
} from '@/lib/shared/cluster-draft'
import { machineState } from '@/lib/shared/machine-state'
import { paths } from '@/lib/shared/paths'
import { practiceRequest } from '@/lib/shared/practice/practice-draft'
import { createCluster } from '@/messages/create-cluster'
import { practiceWizard } from '@/messages/practice-wizard'
import { sharedWords } from '@/messages/shared-words'
import { StepList } from './step-list'
import { StepMachines } from './step-machines'
import { StepReview } from './step-review'
import { StepVersion } from './step-version'
import { StepWhere } from './step-where'
import { SummaryCard } from './summary-card'
import { useDraft } from './use-draft'
import { useJudgedMachines } from './use-judged-machines'
import type { LastTimes } from './use-summary'

// Loaded when somebody wants it: the page itself stays small.
const StepSize = dynamic(() => import('./step-size').then((file) => file.StepSize))

interface Props {
  readonly initial: Omit<DraftChoices, 'releases'>
  readonly lastTimes: LastTimes
  /** What the address asks to begin with. */
  readonly where: DraftProvider | undefined
}

const NO_RELEASES: DraftChoices['releases'] = []

/** From nothing to a run in at most four steps, with defaults that work and a draft that survives a reload. */
export function CreateClusterWizard({ initial, lastTimes, where }: Props) {
  const t = useText(createCluster)
  const { loading } = useText(sharedWords)
  const { happens: practiceHappens } = useText(practiceWizard)
  const router = useRouter()
  const cache = useQueryClient()
  const machines = useMachines(initial.machines).data ?? initial.machines
  const apps = useCatalogue(initial.apps).data ?? initial.apps
  const noMachines = initial.machines.every((machine) => machineState(machine) === 'taken')
  const [stored, change, forget] = useDraft(initial.takenNames, where, noMachines ? 'practice' : 'boards')
  const body = useRef<HTMLDivElement>(null)
  const loaded = useReleases()
  const releases = loaded.data?.releases ?? NO_RELEASES
  const fresh = { ...initial, machines, apps, releases: loaded.isPending ? undefined : releases }
  const draft = stored === undefined ? undefined : freshen(stored, fresh)
  const release = draft && chosenRelease(draft, releases)
  const judged = useJudgedMachines(draft, release?.version, machines)
  const choices: DraftChoices = { ...initial, machines: judged, apps, releases }
  const step = draft?.step
  const shown = useRef<DraftStep>(undefined)

  // A new step is a new page for a keyboard and a screen reader.
  useEffect(() => {
    if (shown.current !== undefined && shown.current !== step) body.current?.focus()
    shown.current = step
  }, [step])

  const definition =
    draft &&
    (draft.provider === 'practice'
      ? practiceRequest(draft.name, draft.practice)
      : {
          name: draft.name,
          provider: draft.provider,
          k3sVersion: release?.version,
          machines: draft.machines,
          apps: draft.apps,
          allowCgroupV1: draft.allowCgroupV1,
        })
  const create = useMutation({
    mutationFn: () =>
      callApi<{ readonly clusterId: string; readonly runNumber: number }>('/api/clusters', { body: definition }),
    onSuccess: async ({ clusterId, runNumber }) => {
      forget()
      void cache.invalidateQueries({ queryKey: ['machines'] })
      router.push(paths.run({ clusterId, runNumber }))
    },
  })

  const header = <PageHeader crumbs={[{ label: t.clusters, href: paths.clusters() }]} title={t.title} />
  if (draft === undefined || definition === undefined) {
    return (
      <>
        {header}
        <SkeletonRows label={loading} />
      </>
    )
  }
  const problems = draftProblems(draft, choices).filter(
    // Not a problem yet: it is still being asked for.
    (problem) => problem.kind !== 'no-version' || !loaded.isPending,
  )
  const go = (to: DraftStep) => change((now) => ({ ...now, step: to }))
  const readable =
    definition.provider === 'practice'
      ? definition
      : {
          ...definition,
          machines: draft.machines.map(({ machineId, role }) => ({
            machine: choices.machines.find((machine) => machine.id === machineId)?.name ?? machineId,
            role,
          })),
        }
  return (
    <>
      {header}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          <StepList steps={DRAFT_STEPS[draft.provider]} step={draft.step} onGo={go} />
          <div ref={body} tabIndex={-1} className="outline-none">
            {draft.step === 'where' ? (
              <StepWhere
                provider={draft.provider}
                freeMachines={choices.machines.filter((one) => machineState(one) !== 'taken').length}
                onChoose={(provider) => change((now) => ({ ...now, provider }))}
              />
            ) : null}
            {draft.step === 'machines' ? <StepMachines draft={draft} machines={judged} onChange={change} /> : null}
            {draft.step === 'version' ? (
              <StepVersion draft={draft} choices={choices} loading={loaded.isPending} onChange={change} />
            ) : null}
            {draft.step === 'size' ? <StepSize draft={draft} choices={choices} onChange={change} /> : null}
            {draft.step === 'review' ? (
              <StepReview
                definition={readable}
                happens={draft.provider === 'practice' ? practiceHappens : t.happens}
                problems={problems}
                onGo={go}
              />
            ) : null}
          </div>
        </div>
        <aside aria-label={t.summary}>
          <SummaryCard
            draft={draft}
            choices={choices}
            problems={problems}
            lastTimes={lastTimes}
            creating={create.isPending || create.isSuccess}
            failure={create.error === null ? undefined : failureOf(create.error)}
            onGo={go}
            onCreate={() => create.mutate()}
          />
        </aside>
      </div>
    </>
  )
}
