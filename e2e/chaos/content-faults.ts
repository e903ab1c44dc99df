import type { Plan, PlanNode } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'
import { stepRegistry } from '@/lib/provision/registry'
import type { LogLine } from '@/lib/shared/log-line'
import type { Exchange } from './exchange'

export interface RunStory {
  readonly plan: Pick<Plan, 'nodes'>
  readonly events: readonly RunEvent[]
  /** What the store holds of the run's log. */
  readonly lines: readonly LogLine[]
  /** What the machines kept of their side. */
  readonly exchanges: readonly Exchange[]
}

/** How an attempt at a node went, as far as the run's events tell. */
interface Attempt {
  readonly node: PlanNode
  /** 1 for the first. */
  readonly number: number
  readonly beganAt: number
  /** When the next one began. */
  readonly nextAt: number
  /** `none`: its worker was killed, or lost the run. */
  readonly result: 'succeeded' | 'failed' | 'none'
  /** What the engine itself wrote about a failure, in lines. */
  readonly failureLines: readonly string[]
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
  const attempts = attemptsOf(story)
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

function attemptsOf({ plan, events }: RunStory): readonly Attempt[] {
  return plan.nodes.flatMap((node) => {
    if (scriptsOf(node).length === 0) return []
    const own = events.filter((event) => 'node' in event && event.node === node.id)
    const starts = own.flatMap((event, index) => (event.type === 'started' ? [{ index, at: event.at }] : []))
    return starts.map(({ index, at }, count): Attempt => {
      const next = starts[count + 1]
      const ending = own.slice(index + 1, next?.index)
      const failure = ending.flatMap((event) =>
        event.type === 'attempt_failed' || event.type === 'failed' ? [event.error.message] : [],
      )
      const succeeded = ending.some(({ type }) => type === 'succeeded')
      return {
        node,
        number: count + 1,
        beganAt: at,
        nextAt: next?.at ?? Number.POSITIVE_INFINITY,
        result: succeeded ? 'succeeded' : failure.length > 0 ? 'failed' : 'none',
        failureLines: failure.flatMap((message) => message.split('\n')),
      }
    })
  })
}

/** The scripts whose output goes into the log of this node. */
const scriptsOf = (node: PlanNode): readonly string[] => stepRegistry.get(node.step)?.explain.scripts ?? []

function dropLast(lines: string[], last: readonly string[]): void {
  if (last.length > 0 && last.every((text, index) => lines[lines.length - last.length + index] === text))
    lines.splice(lines.length - last.length)
}

const short = (text: string | undefined): string => (text ?? '').slice(0, 80)
