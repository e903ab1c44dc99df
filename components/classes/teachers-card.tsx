'use client'

import { X } from 'lucide-react'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/field'
import { SectionTitle } from '@/components/ui/page-header'
import { callApi } from '@/lib/shared/call-api'
import { classes } from '@/messages/classes'
import type { UsedClass } from './use-class'

/** Who teaches the class, and the way to add somebody. What is wrong is said above the page. */
export function TeachersCard({ used: { detail, busy, act } }: { readonly used: UsedClass }) {
  const t = useText(classes)
  const [email, setEmail] = useState('')
  const params = { classId: detail.id }
  return (
    <div>
      <SectionTitle>{t.teachersTitle}</SectionTitle>
      <Card>
        <ul className="mb-3 flex flex-col gap-1">
          {detail.teachers.map(({ userId, name, owner }) => (
            <li key={userId} className="flex items-center gap-2">
              <span>{name}</span>
              {owner ? (
                <span className="text-sm text-faint">{t.owner}</span>
              ) : (
                <Button
                  kind="quiet"
                  size="small"
                  aria-label={t.remove(name)}
                  busy={busy}
                  onClick={() =>
                    act(() =>
                      callApi('DELETE /api/classes/[classId]/teachers/[userId]', { params: { ...params, userId } }),
                    )
                  }
                >
                  <X aria-hidden="true" size={14} />
                </Button>
              )}
            </li>
          ))}
        </ul>
        <form
          className="flex items-start gap-2"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            act(
              () => callApi('POST /api/classes/[classId]/teachers', { params, body: { email } }),
              () => setEmail(''),
            )
          }}
        >
          <TextField
            className="flex-1"
            label={t.teacherEmail}
            hint={t.teacherHint}
            type="email"
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Button type="submit" className="mt-5.5" busy={busy}>
            {t.add}
          </Button>
        </form>
      </Card>
    </div>
  )
}
