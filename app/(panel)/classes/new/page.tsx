import type { Metadata } from 'next'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { NewClassForm } from '@/components/classes/new-class-form'
import { classes } from '@/messages/classes'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(classes)).newTitle }
}

export default async function NewClassPage() {
  await requireActor('classes.manage')
  return <NewClassForm now={Date.now()} />
}
