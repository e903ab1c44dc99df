'use client'

import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Badge } from '@/components/ui/badge'
import { LinkButton } from '@/components/ui/button'
import type { RaceSide } from '@/lib/contracts/races'
import type { LogLine } from '@/lib/contracts/runs'
import type { RunStatus } from '@/lib/engine/decide'
import { stripAnsi } from '@/lib/shared/ansi/parse-ansi'
import type { SideState, Split } from '@/lib/shared/races/race-side'
import { lineTime, shortDuration } from '@/lib/shared/run-view/format-duration'
import { races } from '@/messages/races'
import styles from './race.module.css'

interface Props {
  readonly side: Pick<RaceSide, 'name' | 'provider' | 'practice' | 'run'>
  readonly state: SideState
  /** The last of the log, in order. */
  readonly lines: readonly LogLine[]
  readonly won: boolean
}

const MARK = { pending: '', running: '', done: '✓', failed: '!' } satisfies Record<Split['status'], string>

/** One half of the split screen: whose it is, its clock, where it stands, its stages and the end of its log. */
export function RaceLane({ side, state, lines, won }: Props) {
  const t = useText(races)
  const place = t.on(side.provider)
  return (
    <section
      aria-label={t.side(side.name)}
      className={[styles['lane'], won ? styles['won'] : '', side.practice ? styles['practice'] : ''].join(' ')}
    >
      <header className={styles['head']}>
        <h2>{side.name}</h2>
        {side.practice ? <PracticeBadge /> : null}
        {place === undefined ? null : <Badge>{place}</Badge>}
        <span className="ml-auto">
          <LinkButton size="small" kind="quiet" href={side.run.run.href}>
            {t.openRun}
          </LinkButton>
        </span>
      </header>
      <p className={styles['clock']} role="timer" aria-label={t.sinceClick}>
        {lineTime(state.clockMs)}
      </p>
      <dl className={styles['marks']}>
        <Mark name={t.ready} ms={state.readyMs} />
        <Mark name={t.answers} ms={state.answersMs} none={hasApp(state) ? '–' : t.noApp} />
      </dl>
      <p className={styles['now']} role="status">
        {sentenceOf(state, t)}
      </p>
      <ol className={styles['stages']} aria-label={t.stages(side.name)}>
        {state.splits.map(({ stage, status, splitMs }) => (
          <li key={stage} className={styles[status]}>
            <span className={styles['dot']} aria-hidden="true">
              {MARK[status]}
            </span>
            <span className={styles['stage']}>{stage}</span>
            <span className="sr-only">{t.stage[status]}</span>
            <span className={styles['split']}>{splitMs === undefined ? '' : shortDuration(splitMs)}</span>
          </li>
        ))}
      </ol>
      <div className={styles['log']} role="log" aria-live="off" aria-label={t.log(side.name)}>
        {lines.length === 0 ? <p>{t.noLines}</p> : null}
        {lines.map(({ seq, stream, text }) => (
          <p key={seq}>
            {stream === 'cmd' ? '$ ' : ''}
            {stripAnsi(text)}
          </p>
        ))}
      </div>
    </section>
  )
}

/** Whether the plan ends with an app that answers. */
const hasApp = ({ splits }: SideState) => splits.some(({ stage }) => stage === 'Open')

function Mark({
  name,
  ms,
  none = '–',
}: {
  readonly name: string
  readonly ms: number | undefined
  readonly none?: string
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{ms === undefined ? none : lineTime(ms)}</dd>
    </div>
  )
}

function sentenceOf(state: SideState, t: (typeof races)['en']): string {
  const running = () => {
    if (state.current.length > 0) return t.worksAt(state.current)
    return state.splits.every(({ status }) => status === 'pending') ? t.waits : t.between
  }
  const words = {
    running,
    succeeded: () => `${t.through(lineTime(state.clockMs))}${state.helped ? ` ${t.helped}` : ''}`,
    held: () => t.held,
    unwinding: () => t.unwinding,
    undone: () => t.undone,
    stuck: () => t.stuck,
  } satisfies Record<RunStatus, () => string>
  return words[state.status]()
}
