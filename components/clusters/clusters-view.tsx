'use client'

import { FirstCluster } from '@/components/practice/first-cluster'
import { ConnectionBadge } from '@/components/shell/connection-badge'
import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import type { ListedCluster } from '@/lib/contracts/clusters'
import { paths } from '@/lib/shared/paths'
import { clusters } from '@/messages/clusters'
import { ClusterCard } from './cluster-card'
import { useClusters } from './use-clusters'
import { useLiveLists } from './use-live-lists'

const NO_NAMES: readonly string[] = []

/** All clusters of the person. */
export function ClustersView({ initial }: { readonly initial: readonly ListedCluster[] }) {
  const t = useText(clusters)
  const list = useClusters(initial)
  const connection = useLiveLists()
  return (
    <>
      <PageHeader title={t.title} badge={list.length === 0 ? null : <ConnectionBadge connection={connection} />}>
        {list.length === 0 ? null : (
          <>
            <LinkButton href={paths.races()}>{t.races}</LinkButton>
            <LinkButton kind="primary" href={paths.newCluster()}>
              {t.create}
            </LinkButton>
          </>
        )}
      </PageHeader>
      {list.length === 0 ? (
        <>
          <p className="mb-4 text-lg text-soft">{t.empty}</p>
          <FirstCluster takenNames={NO_NAMES} />
        </>
      ) : (
        <>
          <p className="mb-4 text-lg text-soft">{t.lead(list.length)}</p>
          <ClusterGrid list={list} />
        </>
      )}
    </>
  )
}

export function ClusterGrid({ list }: { readonly list: readonly ListedCluster[] }) {
  const t = useText(clusters)
  return (
    <ul aria-label={t.list} className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
      {list.map((cluster) => (
        <li key={cluster.id}>
          <ClusterCard cluster={cluster} />
        </li>
      ))}
    </ul>
  )
}
