import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { CostsView } from '@/components/costs/costs-view'
import { readCosts } from '@/lib/features/costs/queries'
import { costs } from '@/messages/costs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(costs)).title }
}

export default async function CostsPage() {
  return <CostsView initial={await readCosts(await requireActor('costs.read'))} />
}
