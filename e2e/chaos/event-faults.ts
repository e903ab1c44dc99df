import type { RunData } from '@/lib/contracts/runs'
import type { RunEvent } from '@/lib/engine/state'

/** What is wrong with the events of a run that should have done every node of its plan. One sentence a fault. */
export function eventFaults({ plan, events, run }: Pick<RunData, 'plan' | 'events' | 'run'>): readonly string[] {
  const faults: string[] = []
  const done = new Map<string, number>()
  for (const event of events) {
    if (event.type === 'succeeded') done.set(event.node, (done.get(event.node) ?? 0) + 1)
    if (event.type === 'started' && done.has(event.node)) faults.push(`${event.node} began again after it was done`)
    if (event.type === 'failed' || event.type === 'undo_failed')
      faults.push(`${event.node}: ${event.error.userMessage}`)
  }
  for (const { id, after } of plan.nodes) {
    if (done.get(id) !== 1) faults.push(`${id} was done ${done.get(id) ?? 0} times`)
    const beganAt = positionOf(events, 'started', id)
    for (const earlier of after) {
      if (positionOf(events, 'succeeded', earlier) > beganAt) faults.push(`${id} began before ${earlier} was done`)
    }
  }
  if (run.status !== 'succeeded') faults.push(`the run is ${run.status}`)
  return faults
}

const positionOf = (events: readonly RunEvent[], type: 'started' | 'succeeded', node: string): number =>
  events.findIndex((event) => event.type === type && event.node === node)
