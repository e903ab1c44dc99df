'use client'

import { useMutation } from '@tanstack/react-query'
import { NoticeLine } from '@/components/settings/notice-line'
import { useText } from '@/components/text'
import { Button, LinkButton } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { ListedNotice } from '@/lib/contracts/second-factor'
import { callApi } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { notices } from '@/messages/notices'

const SHOWN = 3

/** At the top of every page: what happened to one's account since one last looked. Load it lazily. */
export default function AccountNews({ news }: { readonly news: readonly ListedNotice[] }) {
  const t = useText(notices)
  const away = useMutation({ mutationFn: () => callApi('POST /api/account/notices/seen') })
  if (away.isSuccess) return null
  return (
    <Notice
      tone="warn"
      role="status"
      className="mb-5"
      action={
        <>
          <LinkButton href={paths.settings()} size="small">
            {t.toSettings}
          </LinkButton>
          <Button size="small" busy={away.isPending} onClick={() => away.mutate()}>
            {t.putAway}
          </Button>
        </>
      }
    >
      <p>{t.news}</p>
      <ul className="my-1">
        {news.slice(0, SHOWN).map((notice) => (
          <li key={notice.id}>
            <NoticeLine notice={notice} />
          </li>
        ))}
        {news.length > SHOWN ? <li>{t.more(news.length - SHOWN)}</li> : null}
      </ul>
      <p className="text-sm text-soft">{t.wasIt}</p>
    </Notice>
  )
}
