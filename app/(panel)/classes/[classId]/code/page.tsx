import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { orNotFound } from '@/app/or-not-found'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { CodeScreen } from '@/components/classes/code-screen'
import { readWall } from '@/lib/features/class-wall/read-wall'
import { findClassDetail } from '@/lib/features/classes/queries'
import { panelOrigin } from '@/lib/http/panel-host'
import { classes } from '@/messages/classes'

interface Props {
  readonly params: Promise<{ readonly classId: string }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(classes)).code }
}

export default async function CodePage({ params }: Props) {
  const actor = await requireActor('classes.manage')
  const { classId } = await params
  const detail = await orNotFound(findClassDetail(actor, classId))
  return (
    <CodeScreen
      initial={detail}
      wall={await orNotFound(readWall(actor, classId))}
      origin={panelOrigin(await headers())}
    />
  )
}
