'use client'

import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import type { RunSummary } from '@/lib/contracts/runs'
import type { RecipeEffect } from '@/lib/ports/recipe'
import { paths } from '@/lib/shared/paths'
import { clockDuration } from '@/lib/shared/run-view/format-duration'
import { runView } from '@/messages/run-view'
import styles from './done-card.module.css'

interface Props {
  readonly run: RunSummary
  readonly effect: RecipeEffect
  readonly status: 'succeeded' | 'undone'
  readonly elapsedMs: number
  readonly machines: number
  /** Undo steps were given up. */
  readonly inPart: boolean
}

const BEES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

/** A small celebration, and the one next thing to do. */
export function DoneCard({ run, effect, status, elapsedMs, machines, inPart }: Props) {
  const t = useText(runView)
  const succeeded = {
    makes: { title: t.doneTitle(machines, clockDuration(elapsedMs)), words: t.doneWords },
    changes: { title: t.changedTitle(clockDuration(elapsedMs)), words: t.doneWords },
    removes: { title: t.deletedTitle, words: t.deletedWords },
  } satisfies Record<RecipeEffect, object>
  const undone = inPart
    ? { title: t.undoneInPartTitle, words: t.undoneInPartWords }
    : { title: t.undoneTitle, words: t.undoneWords }
  const { title, words } = status === 'undone' ? undone : succeeded[effect]
  return (
    <section className={styles['card']} aria-label={title}>
      {status === 'succeeded' && effect !== 'removes' ? (
        <span className={styles['swarm']} aria-hidden="true">
          {BEES.map((bee) => (
            <i key={bee} className={styles[bee]} />
          ))}
        </span>
      ) : null}
      <h2>{title}</h2>
      <p>{words}</p>
      <Next run={run} effect={effect} status={status} />
    </section>
  )
}

function Next({ run: { subject }, effect, status }: Pick<Props, 'run' | 'effect' | 'status'>) {
  const t = useText(runView)
  const isCluster = subject.type === 'cluster'
  if (status === 'undone' || subject.href === null) {
    return (
      <LinkButton kind="primary" href={isCluster ? paths.clusters() : paths.home()}>
        {isCluster ? t.toClusters : t.toHome}
      </LinkButton>
    )
  }
  const open = isCluster ? t.toCluster : t.toSubject(subject.name)
  return (
    <LinkButton kind="primary" href={subject.href}>
      {effect === 'removes' && isCluster ? t.toReceipt : open}
    </LinkButton>
  )
}
