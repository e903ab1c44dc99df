import { catalogue, plural } from '@/lib/shared/catalogue'
import { silenceTimes } from '@/lib/shared/practice/practice-times'
import { type PracticeTrouble, troubleWords } from '@/lib/shared/practice/practice-troubles'
import type { TroubleProgress } from '@/lib/shared/practice/trouble-progress'

/** What can be done to a machine of a cluster that runs, mildest first. */
export const BREAKABLE = ['slow', 'disk-full', 'cut-off', 'broken'] as const satisfies readonly PracticeTrouble[]

const seconds = (ms: number) => plural(Math.max(1, Math.round(ms / 1000)), { one: '# second', other: '# seconds' })
const silence = (speed: number) => {
  const { noticedAfterMs, movedAfterMs } = silenceTimes(speed)
  return [
    `After about ${seconds(noticedAfterMs)} the node turns NotReady. Until then Kubernetes waits: it might be a hiccup.`,
    `About ${seconds(movedAfterMs)} later the pods of go-echo on it are started on other machines.`,
  ]
}
const SERVER_SILENT = [
  'The Kubernetes API is on this machine: the page soon says since when what it shows is old.',
  'The agents and their pods run on, and go-echo still answers on them; but nothing can be changed, and nothing moves.',
]

export const practiceTroubles = catalogue({
  en: {
    lookFor: 'What to look for',
    actionOn: (action: string, machine: string) => `${action}: ${machine}`,
    troubles: {
      slow: { action: 'Slow it down', what: 'Everything takes four times as long.' },
      'disk-full': { action: 'Fill its disk', what: 'No room is left for images and logs.' },
      'cut-off': { action: 'Cut it off', what: 'It runs on, but nobody hears of it.' },
      broken: { action: 'Power it off', what: 'Its pods die with it.' },
    },
    /** On a machine's row, in a word or two. */
    short: (trouble: PracticeTrouble) => (trouble === 'broken' ? 'Off' : troubleWords[trouble].title),
    state: (machine: string, trouble: PracticeTrouble) => {
      const states: Readonly<Partial<Record<PracticeTrouble, string>>> = {
        slow: 'is slow.',
        'disk-full': 'has a full disk.',
        'cut-off': 'is cut off.',
        broken: 'is off.',
      }
      return `${machine} ${states[trouble] ?? `was told to fail: ${troubleWords[trouble].title}.`}`
    },
    progress: (progress: TroubleProgress) => {
      switch (progress.kind) {
        case 'unnoticed':
          return progress.inMs === 0
            ? 'Its node turns NotReady any moment now.'
            : `Its node turns NotReady in about ${seconds(progress.inMs)}.`
        case 'moving': {
          const pods = plural(progress.pods, { one: 'its one pod moves', other: 'its # pods move' })
          return progress.inMs === 0
            ? `Its node is NotReady; ${pods} any moment now.`
            : `Its node is NotReady; ${pods} in about ${seconds(progress.inMs)}.`
        }
        case 'moved':
          return 'Its node is NotReady, and its pods run elsewhere. Nothing is missing.'
        case 'api-silent':
          return 'With it the Kubernetes API is silent.'
        case 'shows':
          return ''
      }
    },
    looks: (trouble: PracticeTrouble, role: 'server' | 'agent', speed: number): readonly string[] => {
      const looks: Readonly<Partial<Record<PracticeTrouble, readonly string[]>>> = {
        slow: ['Its pods start late: end one of them, and watch how long the next one takes.'],
        'disk-full': [
          'The node reports DiskPressure and gets a taint: no new pod is placed on it.',
          'Scale go-echo up on the Apps tab: the new pods go to other machines.',
        ],
        'cut-off':
          role === 'server'
            ? SERVER_SILENT
            : [...silence(speed), 'Bring it back: it is Ready within seconds, and the old pods end.'],
        broken:
          role === 'server'
            ? SERVER_SILENT
            : [...silence(speed), 'Bring it back: it starts anew, and so do the pods that it has.'],
      }
      return looks[trouble] ?? troubleWords[trouble].lookFor
    },
  },
})
