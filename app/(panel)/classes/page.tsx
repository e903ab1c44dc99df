import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { ClassesView } from '@/components/classes/classes-view'
import { listClasses } from '@/lib/features/classes/queries'
import { classes } from '@/messages/classes'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(classes)).title }
}

export default async function ClassesPage() {
  const actor = await requireActor('classes.read')
  return <ClassesView initial={await listClasses(actor)} />
}
