'use client'

import { useEffect, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { AttendedClass } from '@/lib/contracts/attending'
import { attending } from '@/messages/attending'

const READ = 'buzzcrate-class-read'

/** Who looks or acts at this moment, and the latest thing that a teacher said, until it is put away. */
export function TeacherNotices({ attended: { visits, messages } }: { readonly attended: AttendedClass }) {
  const t = useText(attending)
  const [readId, setReadId] = useState<string | null>()
  useEffect(() => setReadId(sessionStorage.getItem(READ)), [])
  const helping = visits.filter(({ mode }) => mode === 'assist').map(({ teacher }) => teacher)
  const looking = visits.filter(({ mode }) => mode === 'look').map(({ teacher }) => teacher)
  const [latest] = messages
  const putAway = (id: string) => {
    sessionStorage.setItem(READ, id)
    setReadId(id)
  }
  return (
    <div className="flex flex-col gap-2 not-empty:mb-3" aria-live="polite">
      {helping.length === 0 ? null : <Notice tone="practice">{t.assisting(helping)}</Notice>}
      {looking.length === 0 ? null : <Notice tone="practice">{t.looking(looking)}</Notice>}
      {latest === undefined || readId === undefined || readId === latest.id ? null : (
        <Notice
          tone="run"
          action={
            <Button size="small" onClick={() => putAway(latest.id)}>
              {t.putAway}
            </Button>
          }
        >
          <strong className="font-semibold">{t.messageFrom(latest.from)}</strong> {latest.text}
        </Notice>
      )}
    </div>
  )
}
