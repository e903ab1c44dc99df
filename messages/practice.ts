import { catalogue } from '@/lib/shared/catalogue'
import { KUBECONFIG_DAYS } from '@/lib/shared/practice/practice-data'

export const practice = catalogue({
  en: {
    label: 'Practice',
    meaning: 'Simulated: no real machine is behind it.',
    clusterNote:
      'These machines are simulated inside this panel. The Kubernetes API is real to kubectl, but nothing here is hardware, and nothing costs money.',
    runNote: 'Simulated machines: nothing real is touched. The explanations show what would run on real ones.',
    receiptNote: 'It was a practice cluster: the machines were simulated, and are gone with it.',
    kubeconfigNote: `This one leads to a practice cluster inside this panel. Its context says practice, so that you always see where a command goes. It works for ${KUBECONFIG_DAYS} days; a new download, a new password, or signing out everywhere ends it sooner. When kubectl says that you must be logged in, download it again here.`,
    deleteWords:
      'The simulated machines go too, with everything on them. It is done as on real machines, and a receipt shows what was looked for.',
    explainNote: 'Simulated: a real machine would run this.',
    openApp: (app: string) => `Open ${app} (practice)`,
    deskRemark: 'simulated, as real machines would stand on the table',
    simulatedAddresses: 'simulated addresses: open the app by its button above',
    // boards
    boardsOpen: 'Practise with simulated boards',
    boardsTitle: 'A box of practice boards',
    boardsLead:
      'Simulated boards on your list, empty as they come out of their box: prepare their cards, write them in a simulated reader, power them on, and make a cluster of them. All screens are the real ones, and everything simulated says Practice.',
    boardsCount: 'How many',
    boardsKind: 'Kind of board',
    boardsSpeed: 'How fast their time runs',
    boardsSpeedHint: 'At 1, a card takes 40 s to write and read back, and a board 45 s to start.',
    boardsSpeedOf: (speed: number) => (speed === 1 ? 'As slow as real ones' : `${speed} times as fast as real ones`),
    boardsNow: 'Put them on the list',
    powerOn: 'Power on',
    powerOnOf: (name: string) => `Power on ${name}`,
    powerOnAll: 'Power all on',
    boardPhases: {
      empty: 'no card in it',
      'card-in': 'the card is in, the board is off',
      starting: 'starting',
      running: 'has started',
      'turned-away': 'started, and the panel refused its token: prepare a new card',
    },

    // first run
    start: 'Start a practice cluster',
    starting: 'Starting…',
    ownMachines: 'Use my machines',
    chooseSize: 'Choose size and speed',
    firstTitle: 'Your first cluster, in about half a minute',
    firstLead:
      'One click starts three simulated machines inside this panel. You see Kubernetes come to life on them step by step, and open an app on it. No hardware, no bill, and nothing that you can break for good.',
    firstStepsLabel: 'What you will see',
    firstSteps: ['Machines start', 'k3s is installed', 'They join', 'go-echo answers'],
    ownTitle: 'Boards on the desk?',
    ownLead: 'Raspberry Pi, Odroid, Libre, or any Linux machine that you reach by SSH.',
    ownSteps: [
      'Name them by address.',
      'They are looked at; nothing is changed before you say so.',
      'Create the cluster, and watch it.',
    ],
    // breaking things
    breakTitle: 'Break something',
    breakLead: 'Then watch the desk and the pods.',
    whichMachine: 'Which machine?',
    serverShort: 'server',
    fine: 'works',
    bringBack: (machine: string) => `Bring ${machine} back`,
    speedNote: (speed: number) =>
      speed === 1 ? 'Time runs as on real machines.' : `Time runs ${speed} times as fast as on real machines.`,
  },
})
