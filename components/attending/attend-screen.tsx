'use client'

import { Hand } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useNow } from '@/components/run-view/use-now'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import { Sentence } from '@/components/ui/sentence'
import { Skeleton } from '@/components/ui/skeleton'
import type { AttendedClass } from '@/lib/contracts/attending'
import { callApi } from '@/lib/shared/call-api'
import { milestonesOn } from '@/lib/shared/classroom/all-milestones'
import { nextAction } from '@/lib/shared/classroom/next-action'
import { dateTime } from '@/lib/shared/format-time'
import { attending } from '@/messages/attending'
import { MilestoneList } from './milestone-list'
import { TeacherNotices } from './teacher-notices'
import { TimeLeft } from './time-left'
import { useAct } from './use-act'
import { useAttended } from './use-attended'

const RaiseHandDialog = dynamic(() => import('./raise-hand-dialog'), { ssr: false })
const OwnCluster = dynamic(() => import('./own-cluster'), {
  loading: () => <Skeleton className="h-40" />,
  ssr: false,
})

/** A student's page: the one next action, their machines, what they have reached, and who looks. */
export function AttendScreen({ initial }: { readonly initial: AttendedClass }) {
  const t = useText(attending)
  const { attended, connection, again } = useAttended(initial)
  const now = useNow(attended.now, true)
  const { busy, error, act } = useAct(again)
  const [raising, setRaising] = useState(false)
  const { hand, teachers, offer, afterwards, endsAt } = attended
  const cluster = attended.clusters.at(-1)
  const reached = new Set(attended.milestones.map(({ id }) => id))
  const milestones = milestonesOn(offer.practice)
  const common = { paused: attended.paused, ended: now > endsAt, reached, practice: offer.practice }
  const first = nextAction({ ...common, cluster: undefined, view: undefined })
  const words = t.nextWords(first)
  return (
    <>
      <TeacherNotices attended={attended} />
      <PageHeader
        title={t.hello(attended.name)}
        badge={
          <>
            {offer.practice ? <PracticeBadge /> : null}
            <ConnectionBadge connection={connection} />
          </>
        }
      >
        <TimeLeft cluster={cluster} endsAt={endsAt} now={now} blocked={attended.paused} onExtended={again} />
        {hand === null ? (
          <Button onClick={() => setRaising(true)}>
            <Hand aria-hidden="true" size={16} /> {t.raise}
          </Button>
        ) : (
          <Button
            aria-pressed
            busy={busy}
            onClick={() => act(() => callApi('PUT /api/class/hand', { body: { up: false, note: '' } }))}
          >
            <Hand aria-hidden="true" size={16} /> {t.lower}
          </Button>
        )}
      </PageHeader>
      {hand === null ? null : (
        <Notice tone="warn" role="status" className="mb-3">
          {hand.teacher === null ? t.handPlace(hand.place) : t.handClaimed(hand.teacher)}
        </Notice>
      )}
      <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_20.5rem]">
        <div className="min-w-0">
          {cluster === undefined ? (
            <>
              <Sentence
                tone={first.kind === 'all-done' ? 'ok' : 'run'}
                lead={words.lead}
                action={
                  first.kind === 'create' ? (
                    <Button
                      kind="primary"
                      size="large"
                      busy={busy}
                      blockedBy={attended.noCluster ?? undefined}
                      onClick={() => act(() => callApi('POST /api/class/clusters'))}
                    >
                      {t.create}
                    </Button>
                  ) : null
                }
              >
                {first.kind === 'create' && attended.noCluster !== null ? attended.noCluster : words.rest}
              </Sentence>
              <FormFailure error={error} />
            </>
          ) : (
            <OwnCluster
              key={cluster.id}
              clusterId={cluster.id}
              phase={cluster.phase}
              student={common}
              onChanged={again}
            />
          )}
        </div>
        <div>
          <SectionTitle remark={t.milestonesRemark}>{t.milestones}</SectionTitle>
          <MilestoneList milestones={milestones} reached={attended.milestones} timeZone={attended.timeZone} />
          <p className="mt-3 text-sm text-soft">{t.comeBack}</p>
        </div>
      </div>
      <Card className="mt-5 text-sm text-soft">
        <p>{t.sees(teachers)}</p>
        <p className="mt-1">
          {afterwards.how === 'keep'
            ? t.kept.keep
            : t.keptAt(t.kept[afterwards.how], afterwards.at === null ? undefined : dateTime(afterwards.at))}
        </p>
      </Card>
      {raising ? <RaiseHandDialog onClose={() => setRaising(false)} onRaised={again} /> : null}
    </>
  )
}
