import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { HomeView } from '@/components/home/home-view'
import { listAlerts } from '@/lib/features/cloud-alerts/list-alerts'
import { listClusters } from '@/lib/features/clusters/queries'
import { listMachines } from '@/lib/features/machines/queries'
import { paths } from '@/lib/shared/paths'
import { may } from '@/lib/shared/policy'
import { clusters } from '@/messages/clusters'
import { pageText } from '../page-text'
import { requireActor } from '../require-actor'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(clusters)).home }
}

export default async function HomePage() {
  const actor = await requireActor('panel.use')
  if (may(actor, 'class.attend')) redirect(paths.attend())
  const [list, machines, alerts] = await Promise.all([listClusters(actor), listMachines(actor), listAlerts(actor)])
  return <HomeView name={actor.name} clusters={list} machines={machines} alerts={alerts} />
}
