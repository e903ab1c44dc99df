'use client'

import { useText } from '@/components/text'
import { AnchorButton, type ButtonKind } from '@/components/ui/button'
import { useHydrated } from '@/components/use-hydrated'
import type { InstalledApp } from '@/lib/contracts/clusters'
import { practiceUrlFrom } from '@/lib/shared/practice/practice-data'
import { clusterView } from '@/messages/cluster-view'
import { practice as practiceWords } from '@/messages/practice'

interface Props {
  readonly app: InstalledApp
  readonly practice: boolean
  readonly kind?: ButtonKind
}

/** Opens an app in a tab of its own; says so when what answers is simulated. Nothing before it has an address. */
export function AppLink({ app, practice, kind = 'plain' }: Props) {
  const t = useText(clusterView)
  const { openApp } = useText(practiceWords)
  // The server does not know under which name this browser found the panel.
  const hydrated = useHydrated()
  const [url] = app.urls
  if (url === undefined) return null
  const href = practice && hydrated ? practiceUrlFrom(url, location.hostname) : url
  return (
    <AnchorButton kind={kind} href={href} target="_blank" rel="noreferrer">
      {practice ? openApp(app.title) : t.open(app.title)} <span aria-hidden="true">↗</span>
    </AnchorButton>
  )
}
