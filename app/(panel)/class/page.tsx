import type { Metadata } from 'next'
import { orNotFound } from '@/app/or-not-found'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { AttendScreen } from '@/components/attending/attend-screen'
import { attendedClass } from '@/lib/features/classes/attend-class'
import { attending } from '@/messages/attending'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(attending)).title }
}

/** A student's own page. */
export default async function AttendPage() {
  const actor = await requireActor('class.attend')
  return <AttendScreen initial={await orNotFound(attendedClass(actor))} />
}
