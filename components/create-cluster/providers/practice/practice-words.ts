import { catalogue, plural } from '@/lib/shared/catalogue'

const tidy = (ms: number) => (ms % 1000 === 0 ? String(ms / 1000) : (ms / 1000).toFixed(1))

export const practiceWords = catalogue({
  en: {
    title: 'Practice',
    badge: 'No hardware',
    text: 'Simulated machines, real kubectl. Ready in half a minute, gone in a second.',
    price: 'free',
    steps: { size: 'Size & speed' },
    sizeLegend: 'How many machines?',
    sizeWords: (machines: number) =>
      machines === 1
        ? '1 server, and no agent: everything runs on one machine.'
        : `1 server and ${plural(machines - 1, {
            one: 'one agent: when the agent falls silent, its pods move to the server.',
            other: '# agents: when one falls silent, its pods move to the others.',
          })}`,
    speedLegend: 'How fast shall their time run?',
    speedBadge: (speed: number) => `×${speed}`,
    speeds: {
      1: { title: 'Real', words: 'As slow as real machines, to see what waiting feels like.' },
      5: { title: 'Fast', words: 'Slow enough to follow each step, fast enough for a lesson.' },
      20: { title: 'Very fast', words: 'To see the end of it at once, or to try something again and again.' },
    },
    noticed: (afterMs: number) => `dead machine seen in ${tidy(afterMs)} s`,
    nameHint: 'It becomes a part of the kubeconfig’s context. Small letters, digits and hyphens.',
    teach: 'For a lesson',
    teachRemark: 'optional',
    trouble: 'Let a machine fail on purpose',
    noTrouble: 'None: everything works',
    troubleOn: 'Which machine',
    machineNumber: (machine: number) => (machine === 1 ? '1, the server' : `${machine}, an agent`),
    happens: [
      'The panel simulates the machines, each with SSH, a disk and packages of its own.',
      'The same steps run on them as on real ones, and you see each.',
      'The Kubernetes API answers real kubectl, and go-echo answers your browser.',
      'Deleting the cluster takes the machines with it.',
    ],
    speed: 'Speed',
    fails: 'Fails',
    freeHint: 'Simulated machines: no hardware, no bill.',
    cancelHint: 'You can cancel at any moment; nothing real is touched.',
  },
})
