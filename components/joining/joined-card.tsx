'use client'

import { leavePage } from '@/components/leave-page'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { Joined } from '@/lib/contracts/joining'
import { paths } from '@/lib/shared/paths'
import { joining } from '@/messages/joining'

/** Somebody is in: their four words, this once, and the way to their page. */
export function JoinedCard({ joined: { className, name, words } }: { readonly joined: Joined }) {
  const t = useText(joining)
  return (
    <Card className="p-5">
      <h1 className="mb-1 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">{t.joinedTitle(name)}</h1>
      <p className="mb-4 text-soft">{t.joinedLead(className)}</p>
      {words === null ? null : (
        <section aria-label={t.wordsTitle} className="mb-4 rounded-card border border-line bg-sunken p-4">
          <h2 className="text-sm font-semibold text-soft">{t.wordsTitle}</h2>
          <p className="facts my-2 text-lg font-semibold" data-print-alone="">
            {words}
          </p>
          <p className="text-sm text-soft">{t.wordsLead}</p>
          <Button size="small" className="mt-2" onClick={() => print()}>
            {t.print}
          </Button>
        </section>
      )}
      <Button kind="primary" size="large" className="w-full" onClick={() => void leavePage(paths.attend())}>
        {t.go}
      </Button>
    </Card>
  )
}
