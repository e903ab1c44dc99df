'use client'

import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import type { RunSummary } from '@/lib/contracts/runs'
import { paths } from '@/lib/shared/paths'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { runView } from '@/messages/run-view'
import styles from './done-card.module.css'

interface Props {
  readonly run: RunSummary
  readonly status: 'succeeded' | 'undone'
  readonly elapsedMs: number
  readonly machines: number
  /** Undo steps were given up. */
  readonly inPart: boolean
}

const BEES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

/** A small celebration, and the one next thing to do. */
export function DoneCard({ run, status, elapsedMs, machines, inPart }: Props) {
  const t = useText(runView)
  const deleted = run.recipe === 'delete-cluster'
  const undone = inPart
    ? { title: t.undoneInPartTitle, words: t.undoneInPartWords }
    : { title: t.undoneTitle, words: t.undoneWords }
  const title =
    status === 'undone' ? undone.title : deleted ? t.deletedTitle : t.doneTitle(machines, clockDuration(elapsedMs))
  const words = status === 'undone' ? undone.words : deleted ? t.deletedWords : t.doneWords
  return (
    <section className={styles['card']} aria-label={title}>
      {status === 'succeeded' && !deleted ? (
        <span className={styles['swarm']} aria-hidden="true">
          {BEES.map((bee) => (
            <i key={bee} className={styles[bee]} />
          ))}
        </span>
      ) : null}
      <h2>{title}</h2>
      <p>{words}</p>
      <LinkButton
        kind="primary"
        href={status === 'undone' ? paths.clusters() : paths.cluster({ clusterId: run.clusterId })}
      >
        {status === 'undone' ? t.toClusters : deleted ? t.toReceipt : t.toCluster}
      </LinkButton>
    </section>
  )
}
