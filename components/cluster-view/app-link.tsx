'use client'

import { useSyncExternalStore } from 'react'
import { useText } from '@/components/text'
import { AnchorButton, type ButtonKind } from '@/components/ui/button'
import type { InstalledApp } from '@/lib/shared/cluster-data'
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
  const hostname = usePanelHostname()
  const [url] = app.urls
  if (url === undefined) return null
  const href = practice && hostname !== undefined ? practiceUrlFrom(url, hostname) : url
  return (
    <AnchorButton kind={kind} href={href} target="_blank" rel="noreferrer">
      {practice ? openApp(app.title) : t.open(app.title)} <span aria-hidden="true">↗</span>
    </AnchorButton>
  )
}

const never = () => () => undefined

/** The name under which this browser found the panel; undefined while the server makes the page. */
const usePanelHostname = () =>
  useSyncExternalStore(
    never,
    () => location.hostname,
    () => undefined,
  )
