'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SeatsRefusedNotice } from '@/components/class-wall/seats-refused-notice'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { AnchorButton, Button, LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PageHeader, SectionTitle } from '@/components/ui/page-header'
import type { ClassDetail } from '@/lib/contracts/classes'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { classes } from '@/messages/classes'
import { ClassReceiptCard } from './class-receipt-card'
import { ClassSentence } from './class-sentence'
import { classSpan } from './class-times'
import { STATE_TONE } from './classes-view'
import { ForgetCard } from './forget-card'
import { RosterTable } from './roster-table'
import { TeachersCard } from './teachers-card'
import { useClass } from './use-class'

const AddStudentsDialog = dynamic(() => import('./add-students-dialog'), { ssr: false })
const EditClassDialog = dynamic(() => import('./edit-class-dialog'), { ssr: false })
const DuplicateDialog = dynamic(() => import('./duplicate-dialog'), { ssr: false })
const DeleteClassDialog = dynamic(() => import('./delete-class-dialog'), { ssr: false })
const RehearsalDialog = dynamic(() => import('./rehearsal-dialog'), { ssr: false })
const EndClassDialog = dynamic(() => import('@/components/class-wall/end-class-dialog'), { ssr: false })

type Open = 'add' | 'edit' | 'duplicate' | 'delete' | 'rehearsal' | 'end' | undefined

/** A class before, while and after it goes on: the next thing to do, its roster, and its receipt. */
export function ClassScreen({ initial }: { readonly initial: ClassDetail }) {
  const t = useText(classes)
  const router = useRouter()
  const used = useClass(initial)
  const { detail, busy, error, act } = used
  const [open, setOpen] = useState<Open>()
  const classId = detail.id
  const params = { classId }
  const isOver = detail.endedAt !== null
  const clusters = detail.students.reduce((sum, student) => sum + student.clusters.length, 0)
  return (
    <>
      <PageHeader
        crumbs={[{ label: t.title, href: paths.classes() }]}
        title={detail.name}
        badge={
          <Badge tone={STATE_TONE[detail.state]} led>
            {detail.archived ? t.archived : t.state[detail.state]}
          </Badge>
        }
      >
        {isOver ? null : (
          <>
            <LinkButton href={paths.classCode(params)}>{t.code}</LinkButton>
            <LinkButton href={paths.classSlips(params)}>{t.slips}</LinkButton>
            <Button onClick={() => setOpen('rehearsal')}>{t.rehearse}</Button>
            {detail.state === 'live' ? null : <LinkButton href={paths.classWall(params)}>{t.wall}</LinkButton>}
            <Button kind="quiet" onClick={() => setOpen('end')}>
              {t.end}
            </Button>
          </>
        )}
      </PageHeader>
      <FormFailure error={error} />
      <SeatsRefusedNotice at={isOver ? null : detail.seatsRefusedAt} timeZone={detail.timeZone} />
      <ClassSentence used={used} onEnd={() => setOpen('end')} />
      {detail.obstacles.length === 0 || isOver ? null : (
        <Notice tone="warn" className="mt-3">
          <strong className="font-semibold">{t.obstaclesTitle}:</strong>
          <ul className="list-disc pl-5">
            {detail.obstacles.map(({ sentence, wayOut }) => (
              <li key={sentence}>
                {sentence} {wayOut}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {detail.receipt === null ? null : <ClassReceiptCard receipt={detail.receipt} />}
      <SectionTitle
        remark={t.rosterRemark(detail.seats)}
        action={
          isOver ? (
            <AnchorButton size="small" href={`/api/classes/${classId}/progress`} download>
              {t.exportCsv}
            </AnchorButton>
          ) : (
            <Button
              size="small"
              kind={detail.students.length === 0 ? 'primary' : 'plain'}
              onClick={() => setOpen('add')}
            >
              {t.addStudents}
            </Button>
          )
        }
      >
        {t.rosterTitle}
      </SectionTitle>
      <RosterTable used={used} />
      <div className="mt-6 grid gap-5 lg:grid-cols-2">
        <TeachersCard used={used} />
        <div>
          <SectionTitle>{t.settings}</SectionTitle>
          <p className="mb-2 text-soft">{classSpan(detail.startsAt, detail.endsAt, detail.timeZone)}</p>
          <div className="flex flex-wrap gap-2">
            {isOver ? null : <Button onClick={() => setOpen('edit')}>{t.edit}</Button>}
            <Button onClick={() => setOpen('duplicate')}>{t.duplicate}</Button>
            {isOver ? (
              <Button
                busy={busy}
                onClick={() =>
                  act(() =>
                    callApi('PUT /api/classes/[classId]/archived', { params, body: { archived: !detail.archived } }),
                  )
                }
              >
                {detail.archived ? t.unarchive : t.archive}
              </Button>
            ) : (
              <AnchorButton href={`/api/classes/${classId}/progress`} download>
                {t.exportCsv}
              </AnchorButton>
            )}
            <Button kind="danger" onClick={() => setOpen('delete')}>
              {t.delete}
            </Button>
          </div>
        </div>
      </div>
      {isOver ? <ForgetCard used={used} /> : null}
      {open === 'add' ? (
        <AddStudentsDialog classId={classId} onAdded={used.again} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'edit' ? (
        <EditClassDialog detail={detail} onSaved={used.again} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'duplicate' ? <DuplicateDialog detail={detail} onClose={() => setOpen(undefined)} /> : null}
      {open === 'delete' ? <DeleteClassDialog detail={detail} onClose={() => setOpen(undefined)} /> : null}
      {open === 'rehearsal' ? <RehearsalDialog classId={classId} onClose={() => setOpen(undefined)} /> : null}
      {open === 'end' ? (
        <EndClassDialog
          classId={classId}
          name={detail.name}
          clusters={clusters}
          onEnded={(href) => router.push(href)}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}
