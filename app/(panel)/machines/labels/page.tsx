import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { LabelsView } from '@/components/machines/labels-view'
import { listMachines } from '@/lib/features/machines/queries'
import { panelOrigin } from '@/lib/http/panel-host'
import { machines } from '@/messages/machines'

interface Props {
  readonly searchParams: Promise<{ readonly board?: string | readonly string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(machines)).labels }
}

export default async function LabelsPage({ searchParams }: Props) {
  const actor = await requireActor('machines.read')
  const wanted = [(await searchParams).board ?? []].flat()
  const all = (await listMachines(actor)).filter((machine) => machine.retiredAt === undefined)
  const list = wanted.length === 0 ? all : all.filter((machine) => wanted.includes(machine.id))
  return <LabelsView list={list} origin={panelOrigin(await headers())} />
}
