import { catalogue, list, plural } from '@/lib/shared/catalogue'
import type { CloudThingKind } from '@/lib/shared/cloud/cloud-data'
import { formatDollars } from '@/lib/shared/format-dollars'

const things = (count: number) => plural(count, { one: 'One thing', other: '# things' })

export const cloudSweep = catalogue({
  en: {
    title: 'Left without a cluster',
    remark: 'what has BuzzCrate’s tags and belongs to no cluster',
    kinds: {
      balancer: 'NodeBalancer',
      volume: 'Volume',
      machine: 'Machine',
      firewall: 'Firewall',
      vpc: 'VPC',
    } satisfies Record<CloudThingKind, string>,
    // an account
    nothingLeft: 'Nothing is left.',
    neverLooked: 'Nobody has looked yet.',
    leftLead: (count: number) =>
      `${things(count)} ${plural(count, { one: 'belongs', other: 'belong' })} to no cluster:`,
    dayCost: (daily: number) => (daily === 0 ? 'costs nothing' : `${formatDollars(daily)} a day`),
    looked: 'looked',
    look: 'Look now',
    lookAt: (name: string) => `Look now for what is left in ${name}`,
    daily: 'Look by itself once a day',
    dailyHint: 'It only looks, and says so here and on the home page. It never deletes by itself.',
    troubleLead: 'The last look came to no end.',
    deleteThese: (count: number) => plural(count, { one: 'Delete it…', other: 'Delete these #…' }),
    listOf: (name: string) => `What is left in ${name}`,
    leftIn: (name: string) => `left in ${name}`,
    running: 'A run deletes them',
    watch: 'Watch it',
    thing: 'Thing',
    name: 'Name',
    region: 'Region',
    since: 'Since',
    of: 'Of',
    costs: 'Costs',
    ofDeleted: (name: string | null) => `${name ?? 'a cluster'}, deleted`,
    ofUnknown: 'a cluster that this panel does not know',
    everywhere: 'everywhere',
    priceUnknown: 'unknown',
    free: 'nothing',
    aDay: (daily: number) => `${formatDollars(daily)} a day`,
    size: (gb: number) => `${gb} GB`,
    // deleting
    dialogTitle: (count: number) =>
      plural(count, { one: 'Delete one thing at Linode?', other: 'Delete # things at Linode?' }),
    dialogLead: 'Each is looked at once more before it is deleted: what has lost BuzzCrate’s tag meanwhile stays.',
    volumesTitle: 'Volumes hold data',
    volumesToo: (names: readonly string[]) =>
      `Delete ${plural(names.length, { one: 'this volume', other: 'these # volumes' })} with ${plural(names.length, { one: 'its', other: 'their' })} data: ${list(names)}`,
    volumesHint: 'Nobody can bring the data back. Left out, they stay and go on costing.',
    unknownTitle: 'Perhaps not yours',
    unknownToo: (names: readonly string[]) =>
      `Delete also what is of a cluster that this panel does not know: ${list(names)}`,
    unknownHint:
      'It has BuzzCrate’s tags: of another BuzzCrate on the same account, which may still use it, or of one whose data are gone.',
    typeName: (name: string) => `Type ${name}, the name of the account`,
    typeMissing: 'Type the name of the account first.',
    chooseFirst: 'Nothing is chosen.',
    most: (most: number) => `A sweep deletes ${most} things at most. Sweep again for the rest.`,
    stops: (daily: number) => `Stops ${formatDollars(daily)} a day.`,
    deleteNow: (count: number) => plural(count, { zero: 'Delete', one: 'Delete it', other: 'Delete all #' }),
    // alerts
    alerts: 'Clouds',
    alertLeft: (count: number, daily: number, account: string) =>
      daily > 0
        ? `${things(count)} at Linode (${account}) ${plural(count, { one: 'costs', other: 'cost' })} ${formatDollars(daily)} a day and ${plural(count, { one: 'belongs', other: 'belong' })} to no cluster.`
        : `${things(count)} at Linode (${account}) ${plural(count, { one: 'belongs', other: 'belong' })} to no cluster.`,
    alertLook: 'See what',
    endsIn: (time: string) => `is deleted by itself in ${time}.`,
    endsNow: 'is being deleted by itself: its time is over.',
    endFailed: 'should have been deleted by itself, and the panel could not. It still costs money.',
    open: 'Open it',
    oneHourMore: 'One hour more',
    oneHourMoreOf: (name: string) => `One hour more for ${name}`,
    longest: 'It has the longest lifetime already.',
  },
})
