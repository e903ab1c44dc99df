import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { orNotFound } from '@/app/or-not-found'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { SlipsView } from '@/components/classes/slips-view'
import { findClassDetail } from '@/lib/features/classes/queries'
import { listSlips } from '@/lib/features/classes/slips'
import { panelOrigin } from '@/lib/http/panel-host'
import { classes } from '@/messages/classes'

interface Props {
  readonly params: Promise<{ readonly classId: string }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(classes)).slipsTitle }
}

export default async function SlipsPage({ params }: Props) {
  const actor = await requireActor('classes.manage')
  const { classId } = await params
  const [detail, slips] = await Promise.all([
    orNotFound(findClassDetail(actor, classId)),
    orNotFound(listSlips(actor, classId)),
  ])
  return <SlipsView classId={classId} name={detail.name} slips={slips} origin={panelOrigin(await headers())} />
}
