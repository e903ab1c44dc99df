'use client'

import dynamic from 'next/dynamic'
import styles from '@/components/machines/labels.module.css'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import type { Slip } from '@/lib/contracts/class-roster'
import { paths } from '@/lib/shared/paths'
import { classes } from '@/messages/classes'

const QrCode = dynamic(() => import('@/components/ui/qr-code'), { ssr: false })

/** Slips to print and cut: a name, a code that opens the student's own page, and the link in letters. */
export function SlipsView({
  classId,
  name,
  slips,
  origin,
}: {
  readonly classId: string
  readonly name: string
  readonly slips: readonly Slip[]
  readonly origin: string
}) {
  const t = useText(classes)
  return (
    <div>
      <div className="print:hidden">
        <PageHeader
          crumbs={[
            { label: t.title, href: paths.classes() },
            { label: name, href: paths.class({ classId }) },
          ]}
          title={t.slipsTitle}
        >
          <Button kind="primary" onClick={() => print()}>
            {t.print}
          </Button>
        </PageHeader>
        <p className="mb-4 text-soft">{t.slipsHint}</p>
        {slips.length === 0 ? <Card>{t.slipsNone}</Card> : null}
      </div>
      <ul className={styles['labels']} aria-label={t.slipsTitle}>
        {slips.map((slip) => (
          <li key={slip.studentId} className={styles['label']}>
            <div className={styles['code']}>
              <QrCode text={`${origin}${slip.path}`} label={t.slipCode(slip.name)} />
            </div>
            <div className="min-w-0">
              <p className="text-lg font-semibold [overflow-wrap:anywhere]">{slip.name}</p>
              <p className="text-sm">
                {name} · {t.slipNumber(slip.number)}
              </p>
              {slip.boards.length === 0 ? null : <p className="text-sm">{t.slipBoards(slip.boards)}</p>}
              <p className="facts text-2xs [overflow-wrap:anywhere]">{`${origin}${slip.path}`}</p>
              <p className="mt-0.5 text-2xs">{t.slipKeep}</p>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
