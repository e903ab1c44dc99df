import { catalogue, list, plural } from '@/lib/shared/catalogue'
import type { TileState } from '@/lib/shared/classroom/wall'

const minutes = (ms: number) => plural(Math.max(1, Math.round(ms / 60_000)), { one: '# min', other: '# min' })

export const classWall = catalogue({
  en: {
    classes: 'Classes',
    wall: 'Wall',
    tiles: 'Students',
    timeOf: (end: string) => `of ${end}`,
    paused: 'Paused',
    seatsRefused: (clock: string) =>
      `At ${clock} a browser or an address wanted more seats than it may have, and was told to wait. Are there names on the roster that you do not know? Make a new code, and take them out.`,
    ended: 'Ended',
    // the sentence
    here: (here: number, seats: number) =>
      seats === 0
        ? 'Nobody is on the roster yet.'
        : `${here} of ${plural(seats, { one: '# is', other: '# are' })} here`,
    onTheirWay: (count: number) => plural(count, { zero: '', one: ', # is on the way', other: ', # are on their way' }),
    done: (count: number) => plural(count, { zero: '', one: ', # is done', other: ', # are done' }),
    needSomebody: (count: number) =>
      plural(count, { zero: ', nobody needs help.', one: ', # needs somebody.', other: ', # need somebody.' }),
    pace: (at: string, ms: number) =>
      Math.abs(ms) < 60_000
        ? `At this pace the last one is done at ${at}, with the bell.`
        : `At this pace the last one is done at ${at}, ${minutes(Math.abs(ms))} ${ms > 0 ? 'before' : 'after'} the bell.`,
    noPace: 'How long the class will take is said once a few have got somewhere.',
    goTo: (name: string) => `Go to ${name}`,
    // tiles
    state: {
      stuck: 'stuck',
      hand: 'hand up',
      paused: 'paused',
      creating: 'creating',
      deleting: 'deleting',
      done: 'done',
      working: 'here',
      here: 'here',
      away: 'not here',
    } satisfies Record<TileState, string>,
    creating: (done: number, steps: number) => `creating, ${done} of ${steps}`,
    gone: 'away for a moment',
    since: (ms: number) => (ms < 60_000 ? 'just now' : `for ${minutes(ms)}`),
    reachedOf: (count: number, all: number) => `${count} of ${all} milestones`,
    handNote: (note: string) => (note === '' ? 'Has a question.' : `“${note}”`),
    handPlace: (place: number) => (place === 1 ? 'next in the line' : `number ${place} in the line`),
    claimedByYou: 'you are on the way',
    claimedBy: (name: string) => `${name} is on the way`,
    unclaimed: 'nobody is there yet',
    noName: (number: number) => `Seat ${number}`,
    clickClaims: 'A click says that you are on the way.',
    // views
    asList: 'As a list',
    asTiles: 'As tiles',
    onlyNeed: 'Only who needs help',
    projector: 'Projector',
    leaveProjector: 'Leave the projector view',
    projectorNote: 'Who is stuck is not shown here.',
    columns: { name: 'Name', state: 'State', why: 'Why', milestones: 'Milestones', who: 'Help' },
    empty: 'Nobody is here yet',
    emptyWords: 'Show the code on the projector, or give out the slips. Whoever comes appears here by themselves.',
    toClass: 'Roster and code',
    // actions
    code: (code: string) => `Code ${code}`,
    noCode: 'Code',
    messageAll: 'Message to all',
    extendAll: (more: number) => `+ ${more} min for all`,
    pauseAll: 'Pause all',
    goOn: 'Go on',
    end: 'End class…',
    extended: (end: string) => `The class ends at ${end} now.`,
    // one student
    student: (name: string) => `${name}`,
    lookAt: 'Look at the cluster',
    assist: 'Assist',
    visitNote: 'Both are shown to the student while they last, and written to the audit log.',
    noCluster: 'There is no cluster to look at yet.',
    letGo: 'I am not going',
    claim: 'I am on the way',
    handDown: 'Helped: take the hand down',
    extendOne: (more: number) => `+ ${more} min`,
    pauseOne: 'Pause',
    goOnOne: 'Let go on',
    messageOne: 'Message',
    newLink: 'New link and words',
    newLinkNote: 'For a student who has lost both. The earlier link stops working, and they are signed out everywhere.',
    newWords: 'New words to come back with:',
    newLinkIs: 'New personal link:',
    why: 'Why',
    reachedTitle: 'Reached',
    nothingReached: 'Nothing yet.',
    // message
    messageTitle: (name: string | undefined) => (name === undefined ? 'Message to all' : `Message to ${name}`),
    messageText: 'What to say',
    messageHint: 'It stands on their page until they put it away.',
    send: 'Send',
    sent: 'Sent.',
    // end of class
    endTitle: (name: string) => `End ${name}?`,
    endWhat: (clusters: number) =>
      clusters === 0
        ? 'There are no clusters to delete.'
        : `${plural(clusters, { one: 'The one cluster', other: 'All # clusters' })} of this class will be deleted, with everything on ${clusters === 1 ? 'it' : 'them'}.`,
    endList: [
      'Lent boards are free again.',
      'All students are signed out; links, code, words and kubeconfigs stop working.',
      'One receipt says what was looked for, and what is left.',
    ],
    endFirst: 'Take the progress with you first:',
    exportCsv: 'Progress as CSV',
    typeName: (name: string) => `Type ${name} to confirm`,
    typeMissing: 'Type the name of the class first.',
    endAction: 'End the class',
    names: (names: readonly string[]) => list(names),
  },
})
