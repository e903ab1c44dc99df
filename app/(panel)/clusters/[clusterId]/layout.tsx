import type { ReactNode } from 'react'
import { requireActor } from '@/app/require-actor'
import { VisitKeeper } from '@/components/class-wall/visit-keeper'
import { ownVisit } from '@/lib/features/classes/own-visit'

interface Props {
  readonly params: Promise<{ readonly clusterId: string }>
  readonly children: ReactNode
}

/** Around a cluster and its runs: a teacher's visit to a student's lasts from the first of these pages to the last. */
export default async function ClusterLayout({ params, children }: Props) {
  const actor = await requireActor('clusters.read')
  const visit = await ownVisit(actor, (await params).clusterId)
  return (
    <>
      {visit === undefined ? null : <VisitKeeper {...visit} />}
      {children}
    </>
  )
}
