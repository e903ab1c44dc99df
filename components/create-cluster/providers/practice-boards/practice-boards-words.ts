import { catalogue, plural } from '@/lib/shared/catalogue'

export const practiceBoardsWords = catalogue({
  en: {
    title: 'Practice boards',
    badge: (count: number) => plural(count, { zero: 'None yet', one: 'One board', other: '# boards' }),
    text: 'Boards of yours that are simulated: their cards were written and they have started, as real ones would.',
    price: 'free',
    steps: { boards: 'Boards & name' },
    boards: 'Practice boards',
    none: 'No practice board is here. Put some on the desk under Machines, prepare their cards, write them and power them on.',
    toMachines: 'To the machines',
    notStarted: 'has not started yet: write its card, and power it on',
    nameHint: 'Its context in kubectl says practice- before it.',
    server: 'server',
    agent: 'agent',
    problems: {
      'no-board': 'Choose at least one practice board.',
      'not-looked-at': (name: string) => `${name} was not looked at yet.`,
      'not-ready': (name: string) => `${name} is not ready: see its page.`,
    },
    notChosen: 'not chosen',
    freeHint: 'Nothing is paid: all of it is simulated.',
    cancelHint: 'You can cancel at any moment; the practice boards stay as they are.',
    happens: [
      'The panel logs in to each practice board, with the host key that was on its card.',
      'k3s is installed on the server, then on the agents, by the same steps as on real boards.',
      'Deleting the cluster leaves the practice boards as their cards made them.',
    ],
  },
})
