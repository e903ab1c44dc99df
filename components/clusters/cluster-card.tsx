'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Card } from '@/components/ui/card'
import type { ListedCluster } from '@/lib/contracts/clusters'
import { paths } from '@/lib/shared/paths'
import { clusters } from '@/messages/clusters'
import { PhaseBadge } from './phase-badge'

/** Where a click on a cluster leads: to the run that makes or unmakes it, else to the cluster. */
export function clusterHref({ id, phase, latestRun }: ListedCluster): string {
  const toRun = phase !== 'ready' && latestRun !== undefined
  return toRun ? paths.run({ clusterId: id, runNumber: latestRun.number }) : paths.cluster({ clusterId: id })
}

/** One cluster of a list, as a crate on the desk: its machines stand in it. */
export function ClusterCard({ cluster }: { readonly cluster: ListedCluster }) {
  const t = useText(clusters)
  return (
    <Card
      className={clsx(
        'relative flex flex-col gap-2 hover:border-line-strong has-focus-visible:outline-2 has-focus-visible:outline-honey',
        cluster.practice && 'border-dashed border-line-strong',
      )}
    >
      <div className="flex flex-wrap items-center gap-2">
        <Link
          href={clusterHref(cluster)}
          className="text-lg font-semibold tracking-tight outline-none after:absolute after:inset-0 after:rounded-card"
        >
          {cluster.name}
        </Link>
        {cluster.practice ? <PracticeBadge /> : null}
        <span className="ml-auto">
          <PhaseBadge phase={cluster.phase} />
        </span>
      </div>
      <p className="facts text-soft">
        {[t.machines(cluster.machines.length), `k3s ${cluster.k3sVersion}`, ...cluster.apps].join(' · ')}
      </p>
      <ul className="flex flex-wrap gap-1.5">
        {cluster.machines.map((machine) => (
          <li
            key={machine.id}
            className={
              machine.role === 'server'
                ? 'rounded-[6px] border border-transparent bg-honey-wash px-2 font-mono text-2xs leading-5 font-medium text-honey'
                : 'rounded-[6px] border border-line-strong px-2 font-mono text-2xs leading-5 font-medium text-soft'
            }
          >
            {machine.name}
          </li>
        ))}
      </ul>
    </Card>
  )
}
