'use client'

import { useText } from '@/components/text'
import { TimeAgo } from '@/components/ui/time-ago'
import type { ListedNotice } from '@/lib/contracts/second-factor'
import { browserName } from '@/lib/shared/browser-name'
import { notices } from '@/messages/notices'

/** What happened, from where, and when. */
export function NoticeLine({ notice }: { readonly notice: ListedNotice }) {
  const t = useText(notices)
  const { browser, system } = browserName(notice.browser)
  const name = browser === undefined ? t.unknownBrowser : system === undefined ? browser : t.browserOn(browser, system)
  return (
    <>
      <span className="font-medium">{t.kinds[notice.kind]}</span>{' '}
      <span className="text-sm text-soft">
        {notice.address === '' ? null : <>{t.from(name, notice.address)} · </>}
        <TimeAgo at={notice.at} />
      </span>
    </>
  )
}
