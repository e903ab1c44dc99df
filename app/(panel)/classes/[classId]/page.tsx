import type { Metadata } from 'next'
import { orNotFound } from '@/app/or-not-found'
import { requireActor } from '@/app/require-actor'
import { ClassScreen } from '@/components/classes/class-screen'
import { findClassDetail } from '@/lib/features/classes/queries'

interface Props {
  readonly params: Promise<{ readonly classId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const actor = await requireActor('classes.read')
  return { title: (await orNotFound(findClassDetail(actor, (await params).classId))).name }
}

export default async function ClassPage({ params }: Props) {
  const actor = await requireActor('classes.read')
  return <ClassScreen initial={await orNotFound(findClassDetail(actor, (await params).classId))} />
}
