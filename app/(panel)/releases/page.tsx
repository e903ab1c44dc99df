import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { ReleasesView } from '@/components/releases/releases-view'
import { may } from '@/lib/shared/policy'
import { releases } from '@/messages/releases'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(releases)).title }
}

export default async function ReleasesPage() {
  const actor = await requireActor('releases.read')
  return <ReleasesView mayChange={may(actor, 'releases.manage')} />
}
