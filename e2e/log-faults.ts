import type { LogLine } from '@/lib/contracts/runs'

/** What is wrong with the numbers of lines, which should be 1, 2, 3 …: one sentence a fault, at most a few. */
export function numberFaults(who: string, lines: readonly LogLine[]): readonly string[] {
  const faults: string[] = []
  let expected = 1
  for (const { seq } of lines) {
    if (seq > expected) faults.push(`${who}: lines ${expected} to ${seq - 1} are missing`)
    if (seq < expected) faults.push(`${who}: line ${seq} came again after line ${expected - 1}`)
    expected = seq + 1
  }
  return faults.slice(0, 5)
}

/** What a viewer was shown that does not stand in the log, word by word, and what it was not shown. */
export function viewerFaults(who: string, shown: readonly LogLine[], stored: readonly LogLine[]): readonly string[] {
  const faults = [...numberFaults(who, shown)]
  if (shown.length !== stored.length) faults.push(`${who}: was shown ${shown.length} of ${stored.length} lines`)
  const differs = stored.find((line, index) => JSON.stringify(line) !== JSON.stringify(shown[index]))
  if (differs !== undefined) faults.push(`${who}: line ${differs.seq} was shown as another one`)
  return faults
}
