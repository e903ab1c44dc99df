import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { pageText } from '@/app/page-text'
import { OwedSecondFactor } from '@/components/accounts/owed-second-factor'
import { PanelProviders } from '@/components/shell/panel-providers'
import { currentUser } from '@/lib/features/accounts/current-actor'
import { paths } from '@/lib/shared/paths'
import { secondFactor } from '@/messages/second-factor'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(secondFactor)).owedTitle }
}

export default async function SecondFactorPage() {
  const user = await currentUser(await headers())
  if (user === undefined) redirect(paths.signIn({ next: paths.secondFactor() }))
  if (!user.owesSecondFactor) redirect(paths.home())
  return (
    <PanelProviders shortcutsEnabled={false}>
      <OwedSecondFactor email={user.email} />
    </PanelProviders>
  )
}
