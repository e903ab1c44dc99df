import type { RunData } from '@/lib/contracts/runs'
import { percentile } from './percentile'

interface Times {
  readonly begins: number[]
  readonly ends: number[]
}

/**
 * One line a step of a run, in the order of their beginning, for steps of which all nodes that began have ended: seconds
 * after the click when the first of its nodes began and the last ended, the mean time of a node, and when the median
 * node began and ended.
 */
export function describeStepTimes({ run, plan, events }: RunData): readonly string[] {
  const stepOf = new Map(plan.nodes.map((node) => [node.id, node.step]))
  const times = new Map<string, Times>()
  for (const event of events) {
    if (event.type !== 'started' && event.type !== 'succeeded') continue
    const step = stepOf.get(event.node) ?? event.node
    const known = times.get(step) ?? { begins: [], ends: [] }
    times.set(step, known)
    const list = event.type === 'started' ? known.begins : known.ends
    list.push(event.at - run.createdAt)
  }
  const over = [...times].filter(([, { begins, ends }]) => begins.length === ends.length)
  return over.map(([step, { begins, ends }]) => {
    const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0)
    const mean = (sum(ends) - sum(begins)) / ends.length
    const span = `${seconds(Math.min(...begins))} → ${seconds(Math.max(...ends))}`
    const starts = `begins ${seconds(percentile(begins, 0.5))}, ends ${seconds(percentile(ends, 0.5))} in the middle`
    return `${step.padEnd(20)} ${String(ends.length).padStart(3)} × ${seconds(mean)} s   ${span}   ${starts}`
  })
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2).padStart(6)
