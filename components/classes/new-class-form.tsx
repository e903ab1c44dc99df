'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { FormFailure, problemsOf } from '@/components/form/form-failure'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextAreaField } from '@/components/ui/field'
import { PageHeader } from '@/components/ui/page-header'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { classes } from '@/messages/classes'
import { type ClassDraft, classRequest, usualClass } from './class-draft'
import { ClassFields } from './class-fields'

/** A class in under two minutes: a name, and a click. */
export function NewClassForm({ now }: { readonly now: number }) {
  const t = useText(classes)
  const router = useRouter()
  const [timeZone, setTimeZone] = useState('UTC')
  const [draft, setDraft] = useState<ClassDraft>(() => usualClass(now))
  const [roster, setRoster] = useState('')
  useEffect(() => {
    // The server knows neither the browser's time zone nor its clock.
    setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone)
    setDraft((before) => ({ ...usualClass(Date.now()), name: before.name }))
  }, [])
  const create = useMutation({
    mutationFn: async () => {
      const { classId } = await callApi('POST /api/classes', { body: classRequest(draft, timeZone) })
      if (roster.trim() !== '')
        await callApi('POST /api/classes/[classId]/students', { params: { classId }, body: { text: roster } })
      return classId
    },
    onSuccess: (classId) => router.push(paths.class({ classId })),
  })
  return (
    <>
      <PageHeader crumbs={[{ label: t.title, href: paths.classes() }]} title={t.newTitle} />
      <Card className="max-w-3xl p-5">
        <p className="mb-4 text-soft">{t.newLead}</p>
        <form
          className="flex flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!create.isPending) create.mutate()
          }}
        >
          <ClassFields
            draft={draft}
            timeZone={timeZone}
            problem={problemsOf(create.error)}
            onChange={(change) => setDraft({ ...draft, ...change })}
          />
          <TextAreaField
            label={t.roster}
            hint={t.rosterHint}
            error={problemsOf(create.error)('text')}
            value={roster}
            onChange={(event) => setRoster(event.target.value)}
          />
          <FormFailure error={create.error} />
          <div>
            <Button kind="primary" size="large" type="submit" busy={create.isPending}>
              {t.create}
            </Button>
          </div>
        </form>
      </Card>
    </>
  )
}
