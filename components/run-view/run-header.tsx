'use client'

import { clockDuration } from '@/lib/shared/run-view/format-duration'
import type { RunSentence } from '@/lib/shared/run-view/run-sentence'
import styles from './run-header.module.css'

const TARGET_MS = 10 * 60_000

interface Props {
  readonly title: string
  readonly sentence: RunSentence
  readonly elapsedMs: number
  /** How long the same took the last time; undefined for a first time. */
  readonly lastTimeMs: number | undefined
  readonly remainingMs: number | undefined
  readonly finished: boolean
  readonly cancelBlocked: string | undefined
  readonly onCancel: () => void
}

function aside(lastTimeMs: number | undefined, remainingMs: number | undefined, finished: boolean): string {
  if (!finished && remainingMs !== undefined && remainingMs > 0) return `about ${clockDuration(remainingMs)} to go`
  return lastTimeMs === undefined ? '' : `last time ${clockDuration(lastTimeMs)}`
}

/** Title, state, and the clock against the ten minutes that a practised hand needs. */
export function RunHeader(props: Props) {
  const { title, sentence, elapsedMs, lastTimeMs, remainingMs, finished } = props
  const whole = remainingMs === undefined ? TARGET_MS : Math.max(1, elapsedMs + remainingMs)
  const share = finished ? 100 : Math.min(99, Math.round((elapsedMs / whole) * 100))
  const note = aside(lastTimeMs, remainingMs, finished)
  return (
    <div className={styles['head']}>
      <div>
        <h1>
          {title} <span className={`${styles['badge']} ${styles[sentence.tone]}`}>{sentence.badge}</span>
        </h1>
        <p className={styles['sentence']}>{sentence.sentence}</p>
      </div>
      <div className={styles['right']}>
        <span className={styles['clock']}>
          {clockDuration(elapsedMs)} <small>of 10:00{note === '' ? '' : ` · ${note}`}</small>
        </span>
        <progress className={styles['bar']} max={100} value={share} aria-label="Progress of the run" />
        {finished ? null : (
          <button
            type="button"
            className={styles['cancel']}
            disabled={props.cancelBlocked !== undefined}
            title={props.cancelBlocked}
            onClick={props.onCancel}
          >
            Cancel…
          </button>
        )}
      </div>
      <p className="sr-only" role="status">
        {sentence.badge}. {sentence.sentence}
      </p>
    </div>
  )
}
