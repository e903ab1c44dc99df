'use client'

import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useText } from '@/components/text'
import type { NodeStatus } from '@/lib/engine/state'
import { shortDuration } from '@/lib/shared/run-view/format-duration'
import type { Station, TrainLine } from '@/lib/shared/run-view/train-lines'
import { runView } from '@/messages/run-view'
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
  left: '–',
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
  left: styles['ledBad'],
}

/** The line is drawn up to the stations that somebody has come to. */
const hasBegun = (station: Station | undefined) =>
  station !== undefined && station.status !== 'pending' && station.status !== 'undone'

/** The time that it took, or will take by earlier runs. */
function under(station: Station): string | undefined {
  if (station.tookMs !== undefined) return shortDuration(station.tookMs)
  return station.expectedMs === undefined ? undefined : `~${Math.max(1, Math.round(station.expectedMs / 1000))} s`
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
  const card = useRef<HTMLDivElement>(null)
  const shown = `${selected?.lane}/${selected?.stage}`
  // On a phone the line is wider than the screen. Only the card scrolls, never the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another station is chosen
  useEffect(() => {
    const button = card.current?.querySelector<HTMLElement>('[aria-pressed="true"]')
    if (!card.current || !button) return
    card.current.scrollLeft = Math.max(0, button.offsetLeft - card.current.clientWidth / 2)
  }, [shown])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside, which also take Tab
    <div ref={card} className={styles['card']} onKeyDown={moveFocus}>
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
  const t = useText(runView)
  const first = line.stations.findIndex((station) => station !== undefined)
  const last = line.stations.findLastIndex((station) => station !== undefined)
  // Well so far, and waiting for others.
  const soFar = line.stations.some((station) => station?.status === 'done')
  const light = LED[line.status === 'pending' && soFar ? 'done' : line.status]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row everywhere
    <div className={styles['row']} role="group" aria-label={line.title}>
      <div className={styles['lane']}>
        <span className={`${styles['led']} ${light ?? ''}`} aria-hidden="true" />
        <span className={styles['laneText']}>
          {line.title}
          <small>{line.subtitle}</small>
        </span>
      </div>
      {line.stations.map((station, index) => {
        const passed = line.stations.slice(index + 1).some(hasBegun)
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
          hasBegun(station) ? styles['filled'] : '',
          selected === station.stage ? styles['selected'] : '',
        ]
        return (
          <button
            key={key}
            type="button"
            className={classes.join(' ')}
            aria-pressed={selected === station.stage}
            aria-label={t.station(line.title, station.stage, t.stationWord[station.status], under(station))}
            onClick={() => onSelect(line.lane, station.stage)}
          >
            <span className={styles['dot']} aria-hidden="true">
              {MARK[station.status]}
            </span>
            <span className={styles['time']}>{under(station) ?? '·'}</span>
          </button>
        )
      })}
    </div>
  )
}
