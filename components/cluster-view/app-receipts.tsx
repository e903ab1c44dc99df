'use client'

import { useText } from '@/components/text'
import { SectionTitle } from '@/components/ui/page-header'
import type { AppReceipt } from '@/lib/contracts/clusters'
import { clusterApps } from '@/messages/cluster-apps'

/** What was looked for after the removal of each app. */
export function AppReceipts({ receipts }: { readonly receipts: readonly AppReceipt[] }) {
  const t = useText(clusterApps)
  if (receipts.length === 0) return null
  return (
    <>
      <SectionTitle>{t.receipts}</SectionTitle>
      <ul className="flex flex-col gap-1 text-sm">
        {receipts.map(({ app, title, checkedAt, looked }) => (
          <li key={app}>
            <details>
              <summary>
                {t.receipt(title)}{' '}
                <time className="text-soft" dateTime={new Date(checkedAt).toISOString()} suppressHydrationWarning>
                  {new Date(checkedAt).toLocaleString()}
                </time>
              </summary>
              <p className="pl-4 text-soft">
                {t.looked}: {looked.join(', ')}.
              </p>
            </details>
          </li>
        ))}
      </ul>
    </>
  )
}
