import { catalogue, list, plural } from '@/lib/shared/catalogue'
import type { NextAction } from '@/lib/shared/classroom/next-action'

interface Sentence {
  readonly lead: string
  readonly rest: string
}

const pods = (count: number) => plural(count, { one: 'Its pod moves', other: 'Its # pods move' })

/** What comes next, in words. */
function nextWords(action: NextAction): Sentence {
  switch (action.kind) {
    case 'paused':
      return { lead: 'Your teacher has paused the class.', rest: 'You see everything, and change nothing for now.' }
    case 'over':
      return { lead: 'The class is over.', rest: 'Nothing new is made any more.' }
    case 'create':
      return { lead: 'You have no cluster yet.', rest: 'One click makes it, and you watch its machines join.' }
    case 'wait':
      return { lead: 'Your cluster is on its way.', rest: 'Watch what happens on each machine, step by step.' }
    case 'held':
      return {
        lead: 'Something did not work.',
        rest: 'The run says what, and how to go on. Your teacher sees it, too.',
      }
    case 'deleting':
      return {
        lead: 'Your cluster is being deleted.',
        rest: 'The receipt says what was looked for, and that nothing is left.',
      }
    case 'not-seen':
      return { lead: 'Your cluster is ready.', rest: 'In a moment you see here what runs on it.' }
    case 'all-done':
      return { lead: 'Done: deleted, and nothing is left.', rest: 'You may look at the receipt once more.' }
    case 'open-app':
      return { lead: 'Your cluster is ready.', rest: 'Open go-echo, and read which pod on which machine answers.' }
    case 'scale':
      return { lead: 'go-echo has too few pods to lose one.', rest: 'Set it to three, and see where they go.' }
    case 'cut-off':
      return {
        lead: 'Now break something.',
        rest:
          action.machine === undefined
            ? 'As soon as a machine beside the server has a pod of yours, you can cut it off.'
            : `Cut off ${action.machine}: it runs on, but nobody hears of it. Watch where its pod goes.`,
      }
    case 'moving':
      return {
        lead: `${action.machine} is silent.`,
        rest: `${pods(action.pods)} to another machine. Watch where, then bring it back.`,
      }
    case 'bring-back':
      return { lead: `${action.machine} is silent.`, rest: 'Nothing of it is missing elsewhere. Bring it back.' }
    case 'kubeconfig':
      return { lead: 'Use kubectl.', rest: 'Download your kubeconfig, and ask your cluster for its pods.' }
    case 'delete':
      return { lead: 'Take it down again.', rest: 'Delete your cluster at the end of its page, and read the receipt.' }
  }
}

export const attending = catalogue({
  en: {
    title: 'My class',
    hello: (name: string) => `Hello, ${name}`,
    nextWords,
    // actions
    create: 'Create my cluster',
    watch: 'Watch it',
    look: 'Look at it',
    scale: 'Set go-echo to three',
    cutOff: (machine: string) => `Cut off ${machine}`,
    bringBack: (machine: string) => `Bring ${machine} back`,
    kubeconfig: 'Kubeconfig',
    openCluster: 'Open my cluster',
    // time
    left: 'left',
    leftOfClass: 'left of the class',
    over: 'The time is over.',
    extend: '+ 15 min',
    endsSoon: 'Your cluster is deleted when its time is over. Extend it if you need it longer.',
    // hand
    raise: 'Raise hand',
    handTitle: 'Raise your hand',
    handNote: 'What is it about?',
    handHint: 'You may leave it empty. Only your teachers read it.',
    lower: 'Take hand down',
    handPlace: (place: number) =>
      place === 1 ? 'Your hand is up: you are next.' : `Your hand is up: you are number ${place} in the line.`,
    handClaimed: (teacher: string) => `${teacher} is on the way to you.`,
    // the teacher
    looking: (teachers: readonly string[]) =>
      `${list(teachers)} ${teachers.length === 1 ? 'is' : 'are'} looking at your cluster, not at your screen.`,
    assisting: (teachers: readonly string[]) =>
      `${list(teachers)} ${teachers.length === 1 ? 'is' : 'are'} helping on your cluster: what changes there may be theirs.`,
    sees: (teachers: readonly string[]) =>
      `${list(teachers)} ${teachers.length === 1 ? 'sees' : 'see'} which milestones you have reached, whether you seem stuck, and your cluster when they open it; you are told while they do. Nobody sees your screen, and no other student sees anything of yours.`,
    kept: {
      keep: 'What you reached is kept with your name until a teacher deletes it.',
      anonymise: 'After the class your name is taken away, and only what was reached stays',
      delete: 'After the class everything that is known of you is deleted',
    },
    keptAt: (words: string, at: string | undefined) => (at === undefined ? `${words}.` : `${words}: ${at}.`),
    messageFrom: (teacher: string) => `${teacher} says:`,
    putAway: 'Put away',
    // parts of the page
    desk: 'Your desk',
    deskRemark: 'simulated machines',
    milestones: 'Milestones',
    milestonesRemark: 'seen by the panel, not ticked by you',
    now: 'now',
    comeBack: 'On another computer: your personal link, or your four words.',
    noClusterYet: 'Here you will see your machines.',
  },
})
