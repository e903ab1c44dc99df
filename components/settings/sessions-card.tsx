'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedSession } from '@/lib/contracts/accounts'
import { browserName } from '@/lib/shared/browser-name'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { settings } from '@/messages/settings'

const KEY = ['own-sessions']

/** Where one is signed in, and the way to end the other places. */
export function SessionsCard({ initial }: { readonly initial: readonly ListedSession[] }) {
  const t = useText(settings)
  const cache = useQueryClient()
  const sessions = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await callApi('GET /api/account/sessions', { signal })).sessions,
    initialData: initial,
  }).data
  const end = useMutation({
    mutationFn: () => callApi('DELETE /api/account/sessions'),
    onSuccess: () => cache.invalidateQueries({ queryKey: KEY }),
  })
  const nameOf = (session: ListedSession) => {
    const { browser, system } = browserName(session.browser)
    if (browser === undefined) return t.unknownBrowser
    return system === undefined ? browser : t.browserOn(browser, system)
  }
  return (
    <Card flush>
      <ul>
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5">
            <span className="font-medium">{nameOf(session)}</span>
            {session.current ? <Badge tone="ok">{t.thisBrowser}</Badge> : null}
            <span className="ml-auto text-sm text-soft">
              <span className="facts">{session.address}</span> · {t.since} <TimeAgo at={session.startedAt} />
            </span>
          </li>
        ))}
      </ul>
      <div className="px-4 py-3">
        <Button
          busy={end.isPending}
          blockedBy={sessions.length > 1 ? undefined : t.noOthers}
          onClick={() => end.mutate()}
        >
          {t.endOthers}
        </Button>
        {end.error === null ? null : (
          <Notice tone="bad" role="alert" className="mt-3">
            {failureOf(end.error).userMessage}
          </Notice>
        )}
      </div>
    </Card>
  )
}
