import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { KeysView } from '@/components/keys/keys-view'
import { listKeys } from '@/lib/features/ssh-keys/queries'
import { keys } from '@/messages/keys'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(keys)).title }
}

export default async function KeysPage() {
  const actor = await requireActor('ssh-keys.read')
  return <KeysView initial={await listKeys(actor)} />
}
