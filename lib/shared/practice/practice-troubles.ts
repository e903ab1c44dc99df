/**
 * What can be wrong with a practice machine. A machine whose name ends in one of these begins with it, so tests and
 * teachers get a failure by its name: `hard-crate-3-fails-at-join`. From the cluster's page any of them can be put on a
 * machine, and taken off again (`none`).
 */
export const PRACTICE_TROUBLES = [
  'slow',
  'cut-off',
  'disk-full',
  'broken',
  'fails-at-reach',
  'fails-at-check',
  'fails-at-install',
  'fails-at-start',
  'fails-at-join',
] as const
export type PracticeTrouble = (typeof PRACTICE_TROUBLES)[number]

export interface TroubleWords {
  readonly title: string
  /** What happens to the machine. */
  readonly what: string
  /** What to look for, in the order in which it shows. */
  readonly lookFor: readonly string[]
  /** `run`: shows while a cluster is made. `cluster`: shows on one that runs. */
  readonly shows: 'run' | 'cluster' | 'both'
}

export const troubleWords = {
  slow: {
    title: 'Slow',
    what: 'Everything on this machine takes four times as long, as with a worn-out SD card.',
    lookFor: [
      'In a run, its lane falls behind the others; the other machines do not wait for it until they must.',
      'On a running cluster its pods start late, and go-echo answers late where it asks this machine.',
    ],
    shows: 'both',
  },
  'cut-off': {
    title: 'Cut off',
    what: 'Its network cable is out. The machine runs on, but nobody hears of it.',
    lookFor: [
      'For about 50 s (divided by the speed) nothing happens: Kubernetes waits, it might be a hiccup.',
      'Then the node turns NotReady, and its pods are no longer counted as ready.',
      'Pods of go-echo move to other machines 20 s later; the old ones stay as Terminating until the machine is back.',
    ],
    shows: 'both',
  },
  'disk-full': {
    title: 'Disk full',
    what: 'Its disk has no room left.',
    lookFor: [
      'In a run, the check stops before anything is changed, and says how much room is missing.',
      'On a running cluster the node reports DiskPressure and gets a taint: no new pod is placed on it.',
    ],
    shows: 'both',
  },
  broken: {
    title: 'Broken',
    what: 'It is off: a dead power supply. Its pods died with it.',
    lookFor: [
      'At first it looks as if it were cut off: the node turns NotReady after about 50 s (divided by the speed).',
      'When it is back to normal it starts anew, and so do its pods.',
      'If it was the server, the API itself is gone meanwhile: the page says since when what it shows is old.',
    ],
    shows: 'both',
  },
  'fails-at-reach': {
    title: 'Fails at Reach',
    what: 'It refuses the connection: its SSH server is not running.',
    lookFor: ['The run tries some times, then holds at the step Reach. Nothing was changed on any machine.'],
    shows: 'run',
  },
  'fails-at-check': {
    title: 'Fails at Check',
    what: 'Another Kubernetes is on it already.',
    lookFor: ['The run holds at the step Check and says what it found. Nothing was changed on any machine.'],
    shows: 'run',
  },
  'fails-at-install': {
    title: 'Fails at Install',
    what: 'Its package manager refuses, as after an installation that was cut off.',
    lookFor: ['The run holds at the step Install. The other machines went on as far as they could.'],
    shows: 'run',
  },
  'fails-at-start': {
    title: 'Fails at Start',
    what: 'k3s ends right after it started, again and again.',
    lookFor: ["The run holds at the step Start, with k3s's last words. On the server, everything behind it waits."],
    shows: 'run',
  },
  'fails-at-join': {
    title: 'Fails at Join',
    what: 'The server refuses its join token, as after a mix-up of two clusters.',
    lookFor: [
      'The run holds at the step Join of this machine with the refusal in its log; the others are Ready.',
      'Set it back to normal and retry from there: only this machine is done again.',
    ],
    shows: 'run',
  },
} as const satisfies Record<PracticeTrouble, TroubleWords>

/** The trouble that a machine's name asks for. */
export const troubleInName = (machineName: string): PracticeTrouble | undefined =>
  PRACTICE_TROUBLES.find((trouble) => machineName.endsWith(`-${trouble}`))
