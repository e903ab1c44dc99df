import { minus, sum } from './counts'
import type { Outcome } from './tier'

/** A tier that ran. */
export interface Row {
  name: string
  ms: number
  /** How busy the whole machine was meanwhile, from 0 to 1: a tier that mostly waits has time to give. */
  busy: number
  outcome: Outcome
}

export interface SecondTry {
  rows: readonly Row[]
  /** The first failures, in full, of files that passed alone. */
  wentWrongOnce: readonly string[]
}

/**
 * Runs every file that failed once more, alone. One that passes now counts as passed; what it said the first time is
 * kept. One that fails again, and what failed outside of files, stays as it was.
 * @param before called before each file
 */
export async function runOnceMore(
  rows: readonly Row[],
  say: (line: string) => void,
  before: () => Promise<unknown> = async () => undefined,
): Promise<SecondTry> {
  const wentWrongOnce: string[] = []
  const tried: Row[] = []
  for (const row of rows) {
    const began = performance.now()
    const stillFailed = []
    let outcome = row.outcome
    for (const file of row.outcome.failedFiles ?? []) {
      say(`\n== once more: ${row.name}, ${file.name} alone`)
      await before()
      const second = await file.again()
      if (second.failed === 0 && second.passed > 0) {
        outcome = { ...outcome, ...sum([minus(outcome, file), second]) }
        wentWrongOnce.push(...file.failures.map((failure) => `${row.name}: ${failure}`))
      } else stillFailed.push(file)
    }
    tried.push({ ...row, ms: row.ms + performance.now() - began, outcome: { ...outcome, failedFiles: stillFailed } })
  }
  return { rows: tried, wentWrongOnce }
}
