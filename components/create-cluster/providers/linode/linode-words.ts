import { catalogue, list, plural } from '@/lib/shared/catalogue'

const days = (hours: number) => plural(hours / 24, { one: 'a day', other: '# days' })

/** `4 hours`, `a day`, `30 days`. */
const lifetime = (hours: number) => (hours < 24 ? plural(hours, { one: 'an hour', other: '# hours' }) : days(hours))

/** What the wizard needs as soon as it opens; the words of the steps come with the steps. */
export const linodeWords = catalogue({
  en: {
    title: 'Linode',
    badge: 'Cloud',
    text: 'Machines in the cloud with a real load balancer. Deleted to the last byte.',
    price: 'by the hour',
    steps: { place: 'Account & region', machines: 'Machines', cluster: 'Name & access' },
    problems: {
      account: 'Add a Linode account.',
      region: 'Choose a region.',
      image: 'Linode has no image for the machines.',
      version: 'Choose a k3s version.',
    },
    soldOut: (size: string, region: string) => `${region} has no ${size} left at the moment.`,
    lifetime,
    until: 'until you delete it',
    // summary
    perHour: (dollars: string) => `${dollars} / hour`,
    priceHint: (total: string | undefined, hours: number | null, month: string, balancers: number) =>
      [
        ...(total === undefined || hours === null ? [] : [`${total} for ${lifetime(hours)}.`]),
        `At most ${month} a month,`,
        `${plural(balancers, { zero: 'no load balancer', one: 'one load balancer', other: '# load balancers' })} included.`,
        'Before tax.',
      ].join(' '),
    priceUnknown: 'Prices come from Linode itself.',
    account: 'Account',
    region: 'Region',
    server: 'Server',
    workers: 'Workers',
    workersOf: (count: number, size: string) => (count === 0 ? 'none' : `${count} × ${size}`),
    image: 'Image',
    k3s: 'k3s',
    lives: 'Lives',
    notChosen: 'not chosen',
    cancelHint:
      'You can cancel at any moment: what was made is deleted again, and the panel shows that nothing is left.',
    happens: (lives: number | null) => [
      'Linode makes a firewall, then the machines, each with a label and tags by which they are found again.',
      'The panel logs in with a host key that it chose itself, and installs k3s as on boards.',
      'Linode’s cloud controller starts in the cluster and makes a load balancer for each public service.',
      lives === null
        ? 'It costs money until you delete it: then all of it goes, and the account is searched for what is left.'
        : `After ${lifetime(lives)} the panel deletes it by itself: all of it goes, and the account is searched for what is left.`,
    ],
    lacks: (things: readonly string[]) => `no ${list(things)}`,
  },
})
