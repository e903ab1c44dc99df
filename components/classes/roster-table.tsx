'use client'

import { X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Cell, Row, Table } from '@/components/ui/table'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedStudent } from '@/lib/contracts/class-roster'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { milestonesOn } from '@/lib/shared/classroom/all-milestones'
import { classWall } from '@/messages/class-wall'
import { classes } from '@/messages/classes'
import { isLent } from './class-part'
import type { UsedClass } from './use-class'

const LendDialog = dynamic(() => import('./lend-dialog'), { ssr: false })

/** All seats that are somebody's, or that a cluster was made for. */
export function RosterTable({ used }: { readonly used: UsedClass }) {
  const t = useText(classes)
  const wall = useText(classWall)
  const { detail, busy, error, act } = used
  const [removing, setRemoving] = useState<ListedStudent>()
  const [lending, setLending] = useState<ListedStudent>()
  const isOver = detail.endedAt !== null
  const lent = isLent(detail.offer.provider)
  const all = milestonesOn(!lent).length
  const students = detail.students.filter(({ origin }) => origin !== 'rehearsal')
  if (students.length === 0) return <Card className="text-soft">{t.rosterEmpty}</Card>
  const { student: columns } = t
  const nameOf = (student: ListedStudent) => (student.name === '' ? t.spare : student.name)
  return (
    <>
      <Table
        label={t.rosterTitle}
        head={[
          columns.number,
          columns.name,
          columns.came,
          columns.cluster,
          ...(lent ? [columns.boards] : []),
          columns.reached,
          '',
        ]}
      >
        {students.map((student) => (
          <Row key={student.id}>
            <Cell mono>{student.number}</Cell>
            <Cell className={student.name === '' ? 'text-faint' : 'font-medium'}>{nameOf(student)}</Cell>
            <Cell className="text-soft">
              {student.joinedAt === null ? t.notYet : <TimeAgo at={student.joinedAt} />}
            </Cell>
            <Cell mono>{student.clusters.map(({ name }) => name).join(', ')}</Cell>
            {lent ? (
              <Cell>
                {student.boards.map(({ name }) => name).join(', ')}{' '}
                {isOver ? null : (
                  <Button kind="quiet" size="small" onClick={() => setLending(student)}>
                    {t.lend}
                  </Button>
                )}
              </Cell>
            ) : null}
            <Cell mono>{wall.reachedOf(student.milestones.length, all)}</Cell>
            <Cell className="text-right">
              {isOver ? null : (
                <Button
                  kind="quiet"
                  size="small"
                  aria-label={t.remove(nameOf(student))}
                  onClick={() => setRemoving(student)}
                >
                  <X aria-hidden="true" size={14} />
                </Button>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
      {removing === undefined ? null : (
        <ConfirmDialog
          title={t.removeTitle(nameOf(removing))}
          action={t.remove(nameOf(removing))}
          busy={busy}
          failure={error === null || error === undefined ? undefined : failureOf(error)}
          onConfirm={() =>
            act(
              () =>
                callApi('DELETE /api/classes/[classId]/students/[studentId]', {
                  params: { classId: detail.id, studentId: removing.id },
                }),
              () => setRemoving(undefined),
            )
          }
          onClose={() => setRemoving(undefined)}
        >
          <p>{t.removeWords}</p>
        </ConfirmDialog>
      )}
      {lending === undefined ? null : (
        <LendDialog used={used} student={lending} onClose={() => setLending(undefined)} />
      )}
    </>
  )
}
