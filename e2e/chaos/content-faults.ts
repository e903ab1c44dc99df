import type { LogLine } from '@/lib/contracts/runs'
import type { PlanNode } from '@/lib/engine/plan'
import { allSteps } from '@/lib/providers/all-steps'
import { type Attempt, attemptsOf, type RunEvents } from './attempts'
import type { Exchange } from './exchange'

export interface RunStory extends RunEvents {
  /** What the store holds of the run's log. */
  readonly lines: readonly LogLine[]
  /** What the machines kept of their side. */
  readonly exchanges: readonly Exchange[]
}

/**
 * Compares a log with what the machines printed. The invariant, for each attempt at a node and each of its two streams:
 * - a line in the store is a line that the machine printed during that attempt, at that place: what the store has is a
 *   beginning of what was printed, without a gap, a repetition or a swap
 * - an attempt with a result (the successful one always has one) has all of it: the result is stored after its lines
 * - an attempt without a result may be cut off anywhere: its worker was killed while it listened
 * - whatever a machine printed was printed for some attempt
 *
 * Which attempt an exchange was for follows from its machine, its script and the time: one clock stamps the events and
 * the exchanges, and an attempt's scripts begin after its own event and before the next attempt's.
 * @returns one sentence a fault, a few at most
 */
export function contentFaults(story: RunStory): readonly string[] {
  const attempts = attemptsOf(story).filter(({ node }) => scriptsOf(node).length > 0)
  const claimed = new Set<Exchange>()
  const faults: string[] = []
  for (const attempt of attempts) {
    const exchanges = story.exchanges.filter((exchange) => isFor(exchange, attempt))
    for (const exchange of exchanges) claimed.add(exchange)
    faults.push(...attemptFaults(attempt, exchanges, story.lines))
  }
  const beganAt = story.events[0]?.at ?? 0
  for (const exchange of story.exchanges) {
    const said = [...exchange.out, ...exchange.err]
    const isOurs = exchange.beganAt >= beganAt && story.plan.nodes.some(({ lane }) => lane === exchange.machineId)
    if (isOurs && said.length > 0 && !claimed.has(exchange))
      faults.push(`${exchange.script} printed “${short(said[0])}” for no attempt at any step`)
  }
  return faults.slice(0, 5)
}

/** How many lines of the store are compared with a machine's: to see that the comparison is not an empty one. */
export function comparedLines({ plan, lines }: Pick<RunStory, 'plan' | 'lines'>): number {
  const compared = new Set(plan.nodes.flatMap((node) => (scriptsOf(node).length > 0 ? node.id : [])))
  return lines.filter(({ node, stream }) => compared.has(node) && (stream === 'out' || stream === 'err')).length
}

function attemptFaults(attempt: Attempt, exchanges: readonly Exchange[], lines: readonly LogLine[]): readonly string[] {
  const { node, number, result, failureLines } = attempt
  const isWhole = result === 'succeeded' || (result === 'failed' && exchanges.every(({ ended }) => ended))
  return (['out', 'err'] as const).flatMap((stream) => {
    const stored = lines
      .filter((line) => line.node === node.id && line.attempt === number && line.stream === stream)
      .map(({ text }) => text)
    if (stream === 'err') dropLast(stored, failureLines)
    const printed = exchanges.flatMap((exchange) => exchange[stream])
    const who = `${node.id}, attempt ${number}, ${stream}`
    const at = stored.findIndex((text, index) => text !== printed[index])
    if (at >= 0) {
      const instead = printed[at] === undefined ? 'nothing more' : `“${short(printed[at])}”`
      return `${who}: line ${at + 1} is “${short(stored[at])}”, the machine printed ${instead}`
    }
    if (isWhole && stored.length < printed.length)
      return `${who}: ${printed.length - stored.length} of ${printed.length} lines are missing at its end`
    return []
  })
}

function isFor({ machineId, script, beganAt }: Exchange, { node, beganAt: from, nextAt }: Attempt): boolean {
  return machineId === node.lane && scriptsOf(node).includes(script) && beganAt >= from && beganAt < nextAt
}

/** The scripts whose output goes into the log of this node. */
const scriptsOf = (node: PlanNode): readonly string[] => allSteps.get(node.step)?.explain.scripts ?? []

function dropLast(lines: string[], last: readonly string[]): void {
  if (last.length > 0 && last.every((text, index) => lines[lines.length - last.length + index] === text))
    lines.splice(lines.length - last.length)
}

const short = (text: string | undefined): string => (text ?? '').slice(0, 80)
