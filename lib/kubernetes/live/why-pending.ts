import { listWords } from '@/lib/shared/live-cluster/durations'
import { UNSCHEDULABLE, UNSCHEDULABLE_HINTS } from './pod-words'
import { type Said, say, sentence, short } from './word-table'

/**
 * The scheduler's message in words. It looks like `0/3 nodes are available: 1 node(s) had untolerated taint {…}, 2
 * Insufficient cpu. preemption: …`; parts it does not know are left as they are.
 */
export function whyPending(message: string): Said {
  const [, parts = ''] =
    /^0\/\d+ nodes are available: (.*?)\.?( preemption: .*| no new claims .*)?$/s.exec(message) ?? []
  if (parts === '') return { words: `Pending: ${sentence(short(message || 'no machine has been chosen'))}`, hint: '' }
  const reasons = parts.split(/, (?=\d+ )/).map((part) => {
    const [, count = '', text = part] = /^(\d+) (?:node\(s\) )?(.*)$/s.exec(part) ?? []
    return { count: Number(count), said: say(UNSCHEDULABLE, text), text }
  })
  // A taint is seldom the cause: machines that are away have one too.
  const ordered = [...reasons].sort((a, b) => Number(isTaint(a.said)) - Number(isTaint(b.said)))
  const words = ordered.map(({ count, said, text }) => reasonWords(count, said?.words, text))
  const head = ordered.every(({ said }) => said?.hint === 'room') ? 'no machine has room' : 'no machine fits'
  const hint = ordered.map(({ said }) => UNSCHEDULABLE_HINTS[said?.hint ?? '']).find((each) => each !== undefined) ?? ''
  return { words: `Pending: ${head}: ${listWords(words)}.`, hint }
}

const isTaint = (said: Said | undefined) => said?.hint === 'taint' || said?.hint === 'away'

const reasonWords = (count: number, said: string | undefined, text: string) =>
  said === undefined ? `${count}: ${short(text, 80)}` : `${count} ${count === 1 ? 'has' : 'have'} ${said}`
