'use client'

import { useEffect, useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { visits } from '@/messages/visits'
import { keepVisit } from './keep-visit'

interface Props {
  readonly classId: string
  readonly studentId: string
  /** Of the student. */
  readonly name: string
  readonly mode: 'look' | 'assist'
}

/**
 * Above a student's cluster: the visit lasts while this is shown. It ends when the teacher goes to another page; a tab that
 * is closed looks like one that is loaded again, which needs the visit, so that one runs out by itself.
 */
export function VisitKeeper({ classId, studentId, name, mode }: Props) {
  const t = useText(visits)
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    const params = { classId, studentId }
    return keepVisit(
      {
        renew: () => callApi('PUT /api/classes/[classId]/students/[studentId]/visit', { params, body: { mode } }),
        end: () => callApi('DELETE /api/classes/[classId]/students/[studentId]/visit', { params, keepalive: true }),
      },
      setError,
    )
  }, [classId, studentId, mode])
  return (
    <>
      <Notice
        tone={mode === 'assist' ? 'warn' : 'idle'}
        className="mb-3"
        action={
          <LinkButton size="small" href={paths.classWall({ classId })}>
            {t.toWall}
          </LinkButton>
        }
      >
        {t[mode](name)}
      </Notice>
      <FormFailure error={error} />
    </>
  )
}
