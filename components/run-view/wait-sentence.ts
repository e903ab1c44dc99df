import type { RunWait } from '@/lib/contracts/runs'
import type { RunSentence } from '@/lib/shared/run-view/run-sentence'
import type { runView } from '@/messages/run-view'

/** A run that begins at once waits, too: for less than this it is not worth a word. */
const WORTH_SAYING_MS = 2_000

type Words = Pick<(typeof runView)['en'], 'waits' | 'waitsNext' | 'waitsAt' | 'waitsForShare'>

/** Says for what a run waits, and how far it is from its turn; undefined when it does not, or hardly. */
export function waitSentence(wait: RunWait | null, sinceMs: number, words: Words): RunSentence | undefined {
  if (wait === null || sinceMs < WORTH_SAYING_MS) return undefined
  const { place, ownRunning, ownMost } = wait
  const sentence =
    ownRunning >= ownMost
      ? words.waitsForShare(ownRunning, place)
      : place === 1
        ? words.waitsNext
        : words.waitsAt(place)
  return { tone: 'warn', badge: words.waits, sentence }
}
