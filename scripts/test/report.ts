import { sum } from './counts'
import type { Row } from './once-more'

/** Lines of an error that are told again at the end of a run: whoever reads only the last page finds the reason there. */
const MAX_LINES = 25

export interface Told {
  rows: readonly Row[]
  /** What was left out, and why. */
  skips: readonly string[]
  /** First failures of files that passed when they ran once more, in full. */
  wentWrongOnce: readonly string[]
  /** Under what circumstances it ran, e.g. the pace. */
  circumstances: string
}

/** The end of `npm test`: a table, what was left out, what failed, what went wrong once, and the one line that counts. */
export function reportLines({ rows, skips, wentWrongOnce, circumstances }: Told): readonly string[] {
  const total = sum(rows.map(({ outcome }) => outcome))
  const failures = rows.flatMap(({ name, outcome }) =>
    [...(outcome.failures ?? []), ...(outcome.failedFiles ?? []).flatMap((file) => file.failures)].map(
      (failure) => `${name}: ${shortened(failure)}`,
    ),
  )
  return [
    '',
    circumstances,
    'tier          passed  failed  skipped       time  machine',
    ...rows.map(tableLine),
    ...section('NOT RUN ON THIS MACHINE:', skips, '  '),
    ...section('FAILED:', failures),
    ...section('**went wrong once**', wentWrongOnce),
    '',
    `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
  ]
}

function tableLine({ name, ms, busy, outcome: { passed, failed, skipped } }: Row): string {
  const figures = [passed, failed, skipped].map((figure) => String(figure).padStart(8)).join('')
  const time = `${(ms / 1000).toFixed(1)} s`.padStart(12)
  return `${name.padEnd(12)}${figures}${time}${`${Math.round(busy * 100)} %`.padStart(9)}`
}

const section = (title: string, texts: readonly string[], indent = '') =>
  texts.length === 0 ? [] : ['', title, ...texts.map((text) => `${indent}${text}`)]

function shortened(failure: string): string {
  const lines = failure.split('\n')
  const more = lines.length - 1 - MAX_LINES
  return more > 0 ? [...lines.slice(0, MAX_LINES + 1), `  … ${more} more lines above`].join('\n') : failure
}
