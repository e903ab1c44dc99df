import { useText } from '@/components/text'
import { parseAnsi } from '@/lib/shared/ansi/parse-ansi'
import { lineTime } from '@/lib/shared/run-view/format-duration'
import type { LogRow } from '@/lib/shared/run-view/log-lines'
import { runLog } from '@/messages/run-log'
import styles from './log-pane.module.css'

interface Props {
  readonly row: LogRow
  readonly startedAt: number
  readonly showTime: boolean
  readonly marked: boolean
  readonly found: boolean
  readonly onFold: (seq: number) => void
  readonly onLink: (seq: number) => void
}

/** One row of fixed height. Colours become spans of text, never HTML. */
export function LogRowLine({ row, startedAt, showTime, marked, found, onFold, onLink }: Props) {
  const t = useText(runLog)
  const { line, folds, folded } = row
  const place = showTime ? lineTime(line.at - startedAt) : String(line.seq)
  const classes = [styles['line'], styles[line.stream], marked ? styles['marked'] : '', found ? styles['found'] : '']
  return (
    <div className={classes.join(' ')}>
      <button
        type="button"
        className={styles['number']}
        onClick={() => onLink(line.seq)}
        title={t.linkTitle}
        aria-label={t.linkTo(place, line.seq)}
      >
        {place}
      </button>
      {folds > 0 ? (
        <button
          type="button"
          className={styles['fold']}
          aria-expanded={!folded}
          aria-label={folded ? t.showLines(folds) : t.foldLines(folds)}
          onClick={() => onFold(line.seq)}
        >
          {folded ? '▸' : '▾'}
        </button>
      ) : (
        <span className={styles['fold']} aria-hidden="true" />
      )}
      <span className={styles['text']}>
        {line.stream === 'cmd' ? '$ ' : ''}
        {parseAnsi(line.text).map((span, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: spans of a stored line never move
            key={index}
            className={[
              span.colour ? styles[span.colour] : '',
              span.bold ? styles['bold'] : '',
              span.dim ? styles['dim'] : '',
            ].join(' ')}
          >
            {span.text}
          </span>
        ))}
        {folded && folds > 0 ? <span className={styles['count']}> {t.foldedLines(folds)}</span> : null}
      </span>
    </div>
  )
}
