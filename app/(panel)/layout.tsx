import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { PanelProviders } from '@/components/shell/panel-providers'
import { Shell } from '@/components/shell/shell'
import { unseenNotices } from '@/lib/features/accounts/sign-in-notices'
import { SHORTCUTS_COOKIE, shortcutsOn } from '@/lib/shared/preferences'
import { requireActor } from '../require-actor'

export default async function PanelLayout({ children }: { readonly children: ReactNode }) {
  const actor = await requireActor('panel.use')
  const { name, email, role } = actor
  const enabled = shortcutsOn((await cookies()).get(SHORTCUTS_COOKIE)?.value)
  return (
    <PanelProviders shortcutsEnabled={enabled}>
      <Shell user={{ name, email, role }} news={await unseenNotices(actor, await headers())}>
        {children}
      </Shell>
    </PanelProviders>
  )
}
