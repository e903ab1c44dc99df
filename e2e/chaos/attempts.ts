import type { Plan, PlanNode } from '@/lib/engine/plan'
import type { RunEvent } from '@/lib/engine/state'

export interface RunEvents {
  readonly plan: Pick<Plan, 'nodes'>
  readonly events: readonly RunEvent[]
}

/** How an attempt at a node went, as far as the run's events tell. */
export interface Attempt {
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

/** Every attempt at every node of a run, node by node. */
export function attemptsOf({ plan, events }: RunEvents): readonly Attempt[] {
  return plan.nodes.flatMap((node) => {
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
