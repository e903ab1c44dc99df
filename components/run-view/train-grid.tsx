'use client'

import type { KeyboardEvent } from 'react'
import type { NodeStatus } from '@/lib/engine/state'
import { shortDuration } from '@/lib/shared/run-view/format-duration'
import type { Station, TrainLine } from '@/lib/shared/run-view/train-lines'
import styles from './train-grid.module.css'

interface Props {
  readonly stages: readonly string[]
  readonly lines: readonly TrainLine[]
  readonly selected: { readonly lane: string; readonly stage: string } | undefined
  readonly onSelect: (lane: string, stage: string) => void
}

const MARK: Readonly<Record<NodeStatus, string>> = {
  pending: '',
  running: '',
  waiting: '…',
  done: '✓',
  skipped: '→',
  failed: '!',
  undoing: '',
  undone: '↺',
  stuck: '!',
}

const WORD: Readonly<Record<NodeStatus, string>> = {
  pending: 'still to come',
  running: 'running',
  waiting: 'will try again',
  done: 'done',
  skipped: 'skipped',
  failed: 'failed',
  undoing: 'being taken back',
  undone: 'taken back',
  stuck: 'clean-up failed',
}

const LED: Readonly<Record<NodeStatus, string | undefined>> = {
  pending: undefined,
  running: styles['ledRun'],
  waiting: styles['ledRun'],
  done: styles['ledOk'],
  skipped: styles['ledOk'],
  failed: styles['ledBad'],
  undoing: styles['ledRun'],
  undone: undefined,
  stuck: styles['ledBad'],
}

function under(station: Station): string {
  if (station.tookMs !== undefined) return shortDuration(station.tookMs)
  return station.expectedMs !== undefined ? `~${Math.max(1, Math.round(station.expectedMs / 1000))} s` : '·'
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')]
  const at = buttons.findIndex((button) => document.activeElement === button)
  if (step === undefined || at < 0) return
  event.preventDefault()
  buttons[(at + step + buttons.length) % buttons.length]?.focus()
}

/** Lanes are machines, columns are stages. A station is a button: it binds the log and the explanation below to itself. */
export function TrainGrid({ stages, lines, selected, onSelect }: Props) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside, which also take Tab
    <div className={styles['card']} onKeyDown={moveFocus}>
      <div className={styles['sheet']}>
        <div className={styles['columns']} aria-hidden="true">
          <div className={styles['corner']} />
          {stages.map((stage) => (
            <div key={stage} className={styles['column']}>
              {stage}
            </div>
          ))}
        </div>
        {lines.map((line) => (
          <Lane
            key={line.lane}
            line={line}
            selected={selected?.lane === line.lane ? selected.stage : undefined}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  )
}

function Lane({
  line,
  selected,
  onSelect,
}: {
  readonly line: TrainLine
  readonly selected: string | undefined
  readonly onSelect: Props['onSelect']
}) {
  const first = line.stations.findIndex((station) => station !== undefined)
  const last = line.stations.findLastIndex((station) => station !== undefined)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row everywhere
    <div className={styles['row']} role="group" aria-label={line.title}>
      <div className={styles['lane']}>
        <span className={`${styles['led']} ${LED[line.status] ?? ''}`} aria-hidden="true" />
        <span className={styles['laneText']}>
          {line.title}
          <small>{line.subtitle}</small>
        </span>
      </div>
      {line.stations.map((station, index) => {
        const passed = line.stations.slice(index + 1).some((later) => later?.status === 'done')
        const key = `${line.lane}-${index}`
        if (station === undefined) {
          const between = index > first && index < last
          return (
            <div
              key={key}
              className={`${styles['gap']} ${between ? styles['track'] : ''} ${passed ? styles['filled'] : ''}`}
            />
          )
        }
        const classes = [
          styles['station'],
          styles[station.status],
          index > first ? styles['track'] : '',
          station.status === 'done' ? styles['filled'] : '',
          selected === station.stage ? styles['selected'] : '',
        ]
        return (
          <button
            key={key}
            type="button"
            className={classes.join(' ')}
            aria-pressed={selected === station.stage}
            aria-label={`${line.title}, ${station.stage}: ${WORD[station.status]}${station.tookMs === undefined ? '' : `, ${shortDuration(station.tookMs)}`}`}
            onClick={() => onSelect(line.lane, station.stage)}
          >
            <span className={styles['dot']} aria-hidden="true">
              {MARK[station.status]}
            </span>
            <span className={styles['time']}>{under(station)}</span>
          </button>
        )
      })}
    </div>
  )
}
