'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useCatalogue } from '@/components/apps/use-catalogue'
import { useText } from '@/components/text'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { ClusterRequestInput } from '@/lib/providers/cluster-request'
import { callApi, failureOf } from '@/lib/shared/call-api'
import type { ClusterDraft } from '@/lib/shared/cluster-draft'
import { paths } from '@/lib/shared/paths'
import { createCluster } from '@/messages/create-cluster'
import { sharedWords } from '@/messages/shared-words'
import { addToRace } from './race-drafts'
import { StepList } from './step-list'
import { StepReview } from './step-review'
import { StepWhere } from './step-where'
import { SummaryCard } from './summary-card'
import { useDraft } from './use-draft'
import { useObstacles } from './use-obstacles'
import { useOffers } from './use-offers'
import { WHERE, type WizardStart } from './wizard-part'

const REVIEW = 'review'

interface Props {
  readonly initial: WizardStart
  /** How long the person's latest cluster of each provider took to make, by the provider's id. */
  readonly lastTimesMs: Readonly<Record<string, number>>
  /** What the address asks to begin with: a provider's id. */
  readonly where: string | undefined
}

/** From nothing to a run in at most four steps, with defaults that work and a draft that survives a reload. */
export function CreateClusterWizard({ initial, lastTimesMs, where }: Props) {
  const t = useText(createCluster)
  const { loading } = useText(sharedWords)
  const [draft, change, forget] = useDraft(initial, where)
  return (
    <>
      <PageHeader crumbs={[{ label: t.clusters, href: paths.clusters() }]} title={t.title} />
      {draft === undefined ? (
        <SkeletonRows label={loading} />
      ) : (
        <Steps draft={draft} initial={initial} lastTimesMs={lastTimesMs} onChange={change} onCreated={forget} />
      )}
    </>
  )
}

interface StepsProps extends Omit<Props, 'where'> {
  readonly draft: ClusterDraft
  readonly onChange: (by: (draft: ClusterDraft) => ClusterDraft) => void
  readonly onCreated: () => void
}

/** The wizard with a draft: one step, and the summary beside it. */
export function Steps({ draft, initial, lastTimesMs, onChange, onCreated }: StepsProps) {
  const t = useText(createCluster)
  const router = useRouter()
  const cache = useQueryClient()
  const apps = useCatalogue(initial.apps).data ?? initial.apps
  const offered = useOffers(draft, onChange, { ...initial, apps }, lastTimesMs)
  const body = useRef<HTMLDivElement>(null)
  const shown = useRef<string>(undefined)
  const offer = offered.find(({ id }) => id === draft.provider)?.offer
  const own = offer?.steps ?? []
  const steps = [{ id: WHERE, title: t.steps.where }, ...own, { id: REVIEW, title: t.steps.review }]
  const step =
    draft.step === undefined ? (own[0]?.id ?? WHERE) : steps.some(({ id }) => id === draft.step) ? draft.step : WHERE

  // A new step is a new page for a keyboard and a screen reader.
  useEffect(() => {
    if (shown.current !== undefined && shown.current !== step) body.current?.focus()
    shown.current = step
  }, [step])

  const complete = step === REVIEW && offer?.problems.length === 0
  const obstacles = useObstacles(complete ? offer?.request : undefined)
  const blockers = obstacles.filter(({ level }) => level === 'blocker')
  const problems = [...(offer?.problems ?? []), ...blockers.map(({ sentence }) => ({ step: REVIEW, text: sentence }))]

  const create = useMutation({
    mutationFn: (body: ClusterRequestInput) => callApi('POST /api/clusters', { body }),
    onSuccess: async ({ clusterId, runNumber }) => {
      onCreated()
      void cache.invalidateQueries({ queryKey: ['machines'] })
      router.push(paths.run({ clusterId, runNumber }))
    },
  })
  const go = (to: string) => onChange((now) => ({ ...now, step: to }))
  if (offer === undefined) return null
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0">
        <StepList steps={steps} step={step} onGo={go} />
        <div ref={body} tabIndex={-1} className="outline-none">
          {step === WHERE ? (
            <StepWhere
              offered={offered}
              provider={draft.provider}
              onChoose={(provider) => onChange((now) => ({ ...now, provider }))}
            />
          ) : null}
          {own.find(({ id }) => id === step)?.body}
          {step === REVIEW ? (
            <StepReview
              definition={offer.readable}
              happens={offer.happens}
              problems={offer.problems}
              obstacles={obstacles}
              onGo={go}
            />
          ) : null}
        </div>
      </div>
      <aside aria-label={t.summary}>
        <SummaryCard
          name={draft.name}
          steps={steps}
          step={step}
          summary={offer.summary}
          problems={problems}
          ready={offer.request !== undefined}
          creating={create.isPending || create.isSuccess}
          failure={create.error === null ? undefined : failureOf(create.error)}
          onGo={go}
          onCreate={() => offer.request && create.mutate(offer.request)}
          onRace={() => {
            addToRace(draft)
            onCreated()
            router.push(paths.newRace())
          }}
        />
      </aside>
    </div>
  )
}
