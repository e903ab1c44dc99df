import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { CloudsView } from '@/components/clouds/clouds-view'
import { listCloudAccounts } from '@/lib/features/cloud-accounts/queries'
import { tokenScopes } from '@/lib/features/cloud-accounts/token-scopes'
import { listSweeps } from '@/lib/features/cloud-sweep/queries'
import { clouds } from '@/messages/clouds'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(clouds)).title }
}

export default async function CloudsPage() {
  const actor = await requireActor('cloud-accounts.read')
  return <CloudsView initial={await listCloudAccounts(actor)} sweeps={await listSweeps(actor)} scopes={tokenScopes()} />
}
