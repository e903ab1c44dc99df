import type { Metadata } from 'next'
import { orNotFound } from '@/app/or-not-found'
import { requireActor } from '@/app/require-actor'
import { MachineView } from '@/components/machines/machine-view'
import { listBoardProfiles } from '@/lib/features/cards/board-profiles'
import { findMachine } from '@/lib/features/machines/queries'

interface Props {
  readonly params: Promise<{ readonly machineId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireActor('machines.read')
  const { machineId } = await params
  return { title: (await orNotFound(findMachine(actor, machineId))).name }
}

export default async function MachinePage({ params }: Props) {
  const actor = await requireActor('machines.read')
  const { machineId } = await params
  return <MachineView initial={await orNotFound(findMachine(actor, machineId))} profiles={await listBoardProfiles()} />
}
