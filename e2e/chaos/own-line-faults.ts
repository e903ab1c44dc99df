import type { LogLine } from '@/lib/contracts/runs'
import { type Attempt, attemptsOf, type RunEvents } from './attempts'
import { OWN_LINES } from './own-lines'

/**
 * Looks for what the steps say of themselves, which no machine keeps a copy of, as far as their words are known:
 * - a successful attempt has all of it, each line once, in the order in which the step says it
 * - an attempt that failed or was cut off has a beginning of it
 * - a machine's words stand behind the command that brought them forth
 * - every line is of an attempt that began
 * @returns one sentence a fault, a few at most
 */
export function ownLineFaults({
  lines,
  ...run
}: RunEvents & { readonly lines: readonly LogLine[] }): readonly string[] {
  const attempts = attemptsOf(run)
  const byAttempt = new Map<string, LogLine[]>(attempts.map((attempt) => [nameOf(attempt.node.id, attempt.number), []]))
  const faults: string[] = []
  for (const line of lines) {
    const name = nameOf(line.node, line.attempt)
    const said = byAttempt.get(name)
    if (said === undefined) faults.push(`${name}: says “${line.text.slice(0, 80)}” and never began`)
    else said.push(line)
  }
  for (const attempt of attempts) {
    const name = nameOf(attempt.node.id, attempt.number)
    faults.push(...faultsOf(attempt, byAttempt.get(name) ?? []).map((fault) => `${name}: ${fault}`))
  }
  return faults.slice(0, 5)
}

const nameOf = (node: string, attempt: number): string => `${node}, attempt ${attempt}`

function faultsOf({ node, result }: Attempt, lines: readonly LogLine[]): readonly string[] {
  const expected = OWN_LINES[node.step] ?? []
  const places = expected.map(({ stream, text }) =>
    lines.flatMap((line, index) => (line.stream === stream && text.test(line.text) ? [index] : [])),
  )
  const faults: string[] = []
  for (const [index, { stream, text }] of expected.entries()) {
    const found = places[index] ?? []
    const line = `its ${stream} line ${text}`
    const isDue = result === 'succeeded' || places.slice(index + 1).some((later) => later.length > 0)
    if (found.length > 1) faults.push(`${line} is there ${found.length} times`)
    if (found.length === 0 && isDue) faults.push(`${line} is missing`)
    if (Math.min(...found) < Math.max(...places.slice(0, index).flat())) faults.push(`${line} came too early`)
  }
  const firstWords = lines.findIndex(({ stream }) => stream === 'out')
  const [command] = places
  if (expected[0]?.stream === 'cmd' && firstWords >= 0 && !(Math.min(...(command ?? [])) < firstWords))
    faults.push(`the machine's first line is not behind ${expected[0].text}`)
  return faults
}
