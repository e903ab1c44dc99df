'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { Fragment, useEffect, useRef, useState } from 'react'
import { useCatalogue } from '@/components/apps/use-catalogue'
import { forgetSides } from '@/components/create-cluster/race-drafts'
import { useObstacles } from '@/components/create-cluster/use-obstacles'
import { PARTS, useOffers } from '@/components/create-cluster/use-offers'
import type { WizardStart } from '@/components/create-cluster/wizard-part'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { SentPart } from '@/lib/contracts/endpoints'
import { callApi, failureOf } from '@/lib/shared/call-api'
import type { ClusterDraft } from '@/lib/shared/cluster-draft'
import { paths } from '@/lib/shared/paths'
import { type Both, SIDES, type SideName } from '@/lib/shared/races/race-result'
import { races } from '@/messages/races'
import { sharedWords } from '@/messages/shared-words'
import { SideCard } from './side-card'
import { type ChangeDraft, useRaceDrafts } from './use-race-drafts'

const MOST_NAME = 60

interface Props {
  readonly initial: WizardStart
  readonly lastTimesMs: Readonly<Record<string, number>>
  /** Ids of providers that need no machine and cost nothing: for somebody who has chosen none. */
  readonly free: readonly string[]
}

/** Two clusters to be, side by side, and the one button that begins both. */
export function RaceForm({ initial, lastTimesMs, free }: Props) {
  const t = useText(races)
  const { loading } = useText(sharedWords)
  const usual = PARTS.map(({ id }) => id).filter((id) => free.includes(id))
  const [drafts, change] = useRaceDrafts(initial.takenNames, { left: usual.at(0) ?? '', right: usual.at(-1) ?? '' })
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t.clusters, href: paths.clusters() },
          { label: t.title, href: paths.races() },
        ]}
        title={t.newTitle}
      />
      <p className="mb-4 text-lg text-soft">{t.newLead}</p>
      {drafts === undefined ? (
        <SkeletonRows label={loading} />
      ) : (
        <Sides drafts={drafts} change={change} initial={initial} lastTimesMs={lastTimesMs} />
      )}
    </>
  )
}

interface SidesProps extends Omit<Props, 'free'> {
  readonly drafts: Both<ClusterDraft>
  readonly change: Both<ChangeDraft>
}

function Sides({ drafts, change, initial, lastTimesMs }: SidesProps) {
  const t = useText(races)
  const router = useRouter()
  const [name, setName] = useState(t.usualName)
  const [open, setOpen] = useState<SideName>()
  const settings = useRef<HTMLElement>(null)
  const sides = {
    left: useSide(drafts.left, drafts.right.name, change.left, initial, lastTimesMs),
    right: useSide(drafts.right, drafts.left.name, change.right, initial, lastTimesMs),
  }
  useEffect(() => {
    if (open !== undefined) settings.current?.focus()
  }, [open])
  const start = useMutation({
    mutationFn: (body: SentPart<'POST /api/races', 'body'>) => callApi('POST /api/races', { body }),
    onSuccess: ({ raceId }) => {
      forgetSides()
      router.push(paths.race({ raceId }))
    },
  })
  const nameWrong = name.trim() === '' || name.trim().length > MOST_NAME
  const problems = [
    ...(nameWrong ? [t.raceNameWrong] : []),
    ...SIDES.flatMap((side) => sides[side].problems.map((text) => t.blocked(t[side], text))),
  ]
  const requests = { left: sides.left.offer?.request, right: sides.right.offer?.request }
  const body =
    requests.left === undefined || requests.right === undefined
      ? undefined
      : { name: name.trim(), left: requests.left, right: requests.right }
  return (
    <div className="flex flex-col gap-4">
      <div className="grid items-stretch gap-3.5 md:grid-cols-2">
        {SIDES.map((side) => (
          <SideCard
            key={side}
            title={t[side]}
            offered={sides[side].offered}
            provider={drafts[side].provider}
            problems={sides[side].problems}
            open={open === side}
            onProvider={(provider) => change[side]((now) => ({ ...now, provider }))}
            onOpen={() => setOpen(open === side ? undefined : side)}
          />
        ))}
      </div>
      {open === undefined ? null : (
        <section
          ref={settings}
          tabIndex={-1}
          aria-label={t.settingsOf(t[open])}
          className="rounded-card border border-line-strong p-4 outline-none"
        >
          {sides[open].offer?.steps.map(({ id, title, body: step }) => (
            <Fragment key={id}>
              <SectionTitle>{`${t[open]}: ${title}`}</SectionTitle>
              {step}
            </Fragment>
          ))}
        </section>
      )}
      <TextField
        className="max-w-md"
        label={t.raceName}
        autoComplete="off"
        value={name}
        error={nameWrong ? t.raceNameWrong : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      {start.error === null ? null : (
        <Notice tone="bad" role="alert">
          {failureOf(start.error).userMessage}
        </Notice>
      )}
      <Button
        kind="primary"
        size="large"
        className="self-start text-xl!"
        busy={start.isPending || start.isSuccess}
        blockedBy={problems[0]}
        onClick={() => body && start.mutate(body)}
      >
        {start.isPending || start.isSuccess ? t.starting : t.start}
      </Button>
    </div>
  )
}

/** What one side's provider offers for its draft; the other side's name is taken. */
function useSide(
  draft: ClusterDraft,
  othersName: string,
  change: ChangeDraft,
  initial: WizardStart,
  lastTimesMs: Props['lastTimesMs'],
) {
  const apps = useCatalogue(initial.apps).data ?? initial.apps
  const takenNames = [...initial.takenNames, othersName]
  const offered = useOffers(draft, change, { ...initial, apps, takenNames }, lastTimesMs)
  const offer = offered.find(({ id }) => id === draft.provider)?.offer
  const obstacles = useObstacles(offer?.problems.length === 0 ? offer.request : undefined)
  const blockers = obstacles.filter(({ level }) => level === 'blocker')
  const problems = [...(offer?.problems ?? []).map(({ text }) => text), ...blockers.map(({ sentence }) => sentence)]
  return { offered, offer, problems }
}
