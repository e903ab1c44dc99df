import type { Metadata } from 'next'
import { orNotFound } from '@/app/or-not-found'
import { pageText } from '@/app/page-text'
import { requireActor } from '@/app/require-actor'
import { WallScreen } from '@/components/class-wall/wall-screen'
import { readWall } from '@/lib/features/class-wall/read-wall'
import { findClassDetail } from '@/lib/features/classes/queries'
import { classWall } from '@/messages/class-wall'

interface Props {
  readonly params: Promise<{ readonly classId: string }>
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageText(classWall)).wall }
}

/** The teacher's wall; the stream goes on from what is in the page. */
export default async function WallPage({ params }: Props) {
  const actor = await requireActor('classes.read')
  const { classId } = await params
  const [wall, detail] = await Promise.all([
    orNotFound(readWall(actor, classId)),
    orNotFound(findClassDetail(actor, classId)),
  ])
  return <WallScreen initial={wall} teacherId={actor.userId} code={detail.code?.code} now={detail.now} />
}
