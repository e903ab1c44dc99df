import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { PanelProviders } from '@/components/shell/panel-providers'
import { Shell } from '@/components/shell/shell'
import { SHORTCUTS_COOKIE, shortcutsOn } from '@/lib/shared/preferences'
import { requireActor } from '../require-actor'

export default async function PanelLayout({ children }: { readonly children: ReactNode }) {
  const { name, email, role } = await requireActor('panel.use')
  const enabled = shortcutsOn((await cookies()).get(SHORTCUTS_COOKIE)?.value)
  return (
    <PanelProviders shortcutsEnabled={enabled}>
      <Shell user={{ name, email, role }}>{children}</Shell>
    </PanelProviders>
  )
}
