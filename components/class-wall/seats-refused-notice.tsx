'use client'

import { useText } from '@/components/text'
import { Notice } from '@/components/ui/notice'
import { clockIn } from '@/lib/shared/classroom/clock-in'
import { classWall } from '@/messages/class-wall'

/** Tells a teacher that somebody takes seats faster than a class does, and the way out. @param at null: nobody does */
export function SeatsRefusedNotice({ at, timeZone }: { readonly at: number | null; readonly timeZone: string }) {
  const t = useText(classWall)
  if (at === null) return null
  return (
    <Notice tone="warn" role="status" className="mt-3">
      {t.seatsRefused(clockIn(timeZone, at))}
    </Notice>
  )
}
