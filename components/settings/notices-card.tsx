'use client'

import { useQuery } from '@tanstack/react-query'
import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import type { ListedNotice } from '@/lib/contracts/second-factor'
import { callApi } from '@/lib/shared/call-api'
import { notices } from '@/messages/notices'
import { NoticeLine } from './notice-line'

/** What happened to one's account, newest first. */
export function NoticesCard({ initial }: { readonly initial: readonly ListedNotice[] }) {
  const t = useText(notices)
  const list = useQuery({
    queryKey: ['own-notices'],
    queryFn: async ({ signal }) => (await callApi('GET /api/account/notices', { signal })).notices,
    initialData: initial,
  }).data
  return (
    <Card flush>
      {list.length === 0 ? <p className="p-4 text-soft">{t.nothing}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <ul className="max-h-72 overflow-y-auto" tabIndex={0} aria-label={t.title}>
        {list.map((notice) => (
          <li key={notice.id} className="border-b border-line px-4 py-2.5 last:border-b-0">
            <NoticeLine notice={notice} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
