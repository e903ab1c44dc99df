'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { Led } from '@/components/ui/led'
import { SectionTitle } from '@/components/ui/page-header'
import type { EventRow } from '@/lib/contracts/live-rows'
import { durationWords } from '@/lib/shared/live-cluster/durations'
import { orderEvents } from '@/lib/shared/live-cluster/order-events'
import { clusterView } from '@/messages/cluster-view'

/** One timeline: warnings first, repeats folded, what each means and what to do. */
export function EventsTimeline({ events, now }: { readonly events: readonly EventRow[]; readonly now: number }) {
  const t = useText(clusterView)
  const [onlyWarnings, setOnlyWarnings] = useState(false)
  const shown = orderEvents(events).filter((event) => !onlyWarnings || event.warning)
  return (
    <>
      <SectionTitle
        remark={t.eventCount(events.length, events.filter((event) => event.warning).length)}
        action={
          <button
            type="button"
            aria-pressed={onlyWarnings}
            onClick={() => setOnlyWarnings(!onlyWarnings)}
            className="min-h-7 rounded-control px-2 text-sm text-soft hover:bg-sunken hover:text-ink"
          >
            {onlyWarnings ? t.allEvents : t.onlyWarnings}
          </button>
        }
      >
        {t.events}
      </SectionTitle>
      <ol className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
        {shown.length === 0 ? <li className="px-3.5 py-2.5 text-soft">{t.noEvents}</li> : null}
        {shown.map((event) => (
          <li key={event.key} className="grid gap-x-3 px-3.5 py-2 sm:grid-cols-[5.5rem_1fr_auto]">
            <span className="facts text-xs text-faint">{t.ago(durationWords(now - event.at))}</span>
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p className="flex items-baseline gap-2">
                <Led tone={event.warning ? 'warn' : 'idle'} />
                <span>
                  <span className="sr-only">{event.warning ? `${t.warning}: ` : ''}</span>
                  {event.words}
                </span>
              </p>
              {event.hint === '' ? null : <p className="pl-4 text-sm text-soft">{event.hint}</p>}
              <details className="pl-4 text-xs text-faint">
                <summary className="min-h-6 cursor-pointer py-0.5">
                  {event.kind} {event.name}
                </summary>
                <p className="facts">
                  {event.reason}: {event.message}
                </p>
              </details>
            </div>
            <span className="facts text-xs text-faint">{event.count > 1 ? `×${event.count}` : ''}</span>
          </li>
        ))}
      </ol>
    </>
  )
}
