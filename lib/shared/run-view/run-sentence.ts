import { leftBehind, type RunStatus, runStatus } from '@/lib/engine/decide'
import type { RunState } from '@/lib/engine/state'
import type { TrainLine } from './train-lines'

export interface RunSentence {
  readonly tone: 'run' | 'ok' | 'bad' | 'warn'
  /** The badge: two or three words. */
  readonly badge: string
  /** The whole: what is so, and what happens next. */
  readonly sentence: string
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`

/** What was given up, e.g. `Package, k3s on pi-03`. */
function leftWords(state: RunState): readonly string[] {
  const left = new Set(leftBehind(state))
  return state.plan.lanes.flatMap((lane) => {
    const stages = state.plan.nodes.flatMap((node) => (node.lane === lane.id && left.has(node.id) ? [node.stage] : []))
    return stages.length === 0 ? [] : [`${[...new Set(stages)].join(', ')} on ${lane.title}`]
  })
}

/** Says a run in one sentence. */
export function runSentence(state: RunState, lines: readonly TrainLine[]): RunSentence {
  const failing = lines.filter((line) => line.status === 'failed' || line.status === 'stuck').map((line) => line.title)
  const names = failing.slice(0, 3).join(', ')
  const steps = state.plan.nodes.length
  const done = Object.values(state.nodes).filter((node) => node.status === 'done' || node.status === 'skipped').length
  const cancelling = state.paused
  const left = leftWords(state)
  const sentences: Record<RunStatus, RunSentence> = {
    running: cancelling
      ? { tone: 'warn', badge: 'Stopping', sentence: 'What is running is being stopped. Nothing new begins.' }
      : failing.length > 0
        ? {
            tone: 'bad',
            badge: `${count(failing.length, 'machine needs', 'machines need')} you`,
            sentence: `${names} failed; the others go on. ${done} of ${steps} steps are done.`,
          }
        : { tone: 'run', badge: 'Running', sentence: `${done} of ${steps} steps are done.` },
    held:
      cancelling && failing.length === 0
        ? { tone: 'warn', badge: 'Stopped', sentence: 'You stopped this run. Go on from here, or clean up.' }
        : {
            tone: 'bad',
            badge: `Held: ${count(failing.length, 'machine needs', 'machines need')} you`,
            sentence: `The run waits at ${names}. Nothing else is changed until you retry or clean up.`,
          },
    succeeded: { tone: 'ok', badge: 'Done', sentence: `All ${steps} steps are done.` },
    unwinding: {
      tone: 'warn',
      badge: 'Cleaning up',
      sentence: 'Everything that this run made is taken back, newest first.',
    },
    undone:
      left.length === 0
        ? { tone: 'ok', badge: 'Cleaned up', sentence: 'Everything that this run made was taken back.' }
        : {
            tone: 'warn',
            badge: 'Cleaned up in part',
            sentence: `Taken back as far as it went. Given up, so perhaps still there: ${left.join('; ')}.`,
          },
    stuck: {
      tone: 'bad',
      badge: 'Clean-up stuck',
      sentence: `The clean-up could not finish at ${names}. Nothing is forgotten: mend the cause and try again.`,
    },
  }
  return sentences[runStatus(state)]
}
