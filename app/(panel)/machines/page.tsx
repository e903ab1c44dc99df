import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { MachinesView } from '@/components/machines/machines-view'
import { listMachines } from '@/lib/features/machines/queries'
import { machines } from '@/messages/machines'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(machines)).title }
}

export default async function MachinesPage() {
  const actor = await requireActor('machines.read')
  return <MachinesView initial={await listMachines(actor)} />
}
