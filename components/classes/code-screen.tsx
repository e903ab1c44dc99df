'use client'

import { Maximize } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRef } from 'react'
import { SeatsRefusedNotice } from '@/components/class-wall/seats-refused-notice'
import { useWall } from '@/components/class-wall/use-wall'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import type { ClassDetail } from '@/lib/contracts/classes'
import { callApi } from '@/lib/shared/call-api'
import type { Wall } from '@/lib/shared/classroom/wall'
import { paths } from '@/lib/shared/paths'
import { classes } from '@/messages/classes'
import { classTime } from './class-times'
import styles from './code-screen.module.css'
import { useClass } from './use-class'

const QrCode = dynamic(() => import('@/components/ui/qr-code'), { ssr: false })

/** The class code for the projector: a picture to scan, and letters that the last row can read. */
export function CodeScreen({
  initial,
  wall: firstWall,
  origin,
}: {
  readonly initial: ClassDetail
  readonly wall: Wall
  /** `https://panel.school.example`, as this browser found the panel. */
  readonly origin: string
}) {
  const t = useText(classes)
  const { detail, busy, error, act } = useClass(initial)
  const { wall } = useWall(firstWall)
  const field = useRef<HTMLDivElement>(null)
  const params = { classId: detail.id }
  const { code, noCode } = detail
  const here = wall.tiles.filter(({ joinedAt }) => joinedAt !== null).length
  const make = () => act(() => callApi('PUT /api/classes/[classId]/code', { params, body: {} }))
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t.title, href: paths.classes() },
          { label: detail.name, href: paths.class(params) },
        ]}
        title={t.code}
      >
        {code === null ? null : (
          <>
            <Button onClick={() => void field.current?.requestFullscreen()}>
              <Maximize size={16} aria-hidden="true" />
              {t.fill}
            </Button>
            <Button busy={busy} onClick={make}>
              {t.codeNew}
            </Button>
            <Button busy={busy} onClick={() => act(() => callApi('DELETE /api/classes/[classId]/code', { params }))}>
              {t.codeRevoke}
            </Button>
          </>
        )}
        <LinkButton kind="primary" href={paths.classWall(params)}>
          {t.wall}
        </LinkButton>
      </PageHeader>
      <FormFailure error={error} />
      <SeatsRefusedNotice at={detail.seatsRefusedAt} timeZone={detail.timeZone} />
      {code === null ? (
        <Notice
          action={
            detail.endedAt === null ? (
              <Button kind="primary" busy={busy} onClick={make}>
                {t.codeMake}
              </Button>
            ) : null
          }
        >
          {noCode}
        </Notice>
      ) : (
        <div ref={field} className={styles['field']}>
          <div className={styles['picture']}>
            <QrCode text={`${origin}${code.path}`} label={t.codePicture(detail.name)} />
          </div>
          <div className={styles['words']}>
            <p className={styles['name']}>{detail.name}</p>
            <p>{t.codeAt}</p>
            <p className={styles['address']}>{`${origin.replace(/^https?:\/\//, '')}${paths.join()}`}</p>
            <p>{t.codeType}</p>
            <p className={styles['code']}>{code.code}</p>
            <p role="status">{t.codeHere(here, detail.seats)}</p>
          </div>
        </div>
      )}
      {code === null ? null : (
        <p className="mt-3 text-sm text-soft">{t.codeNote(classTime(code.expiresAt, detail.timeZone))}</p>
      )}
    </>
  )
}
