import { catalogue } from '@/lib/shared/catalogue'

/** Of the simulated Linode; what it shares with the real one is said there. */
export const linodePracticeWords = catalogue({
  en: {
    title: 'Linode (practice)',
    badge: 'No account',
    text: 'The same clicks in a simulated cloud: machines, load balancers, and the proof that nothing is left. No account, no bill.',
    price: 'free',
    steps: { place: 'Region & speed', machines: 'Machines', cluster: 'Name & access' },
    speedLegend: 'How fast shall its time run?',
    speedBadge: (speed: number) => `×${speed}`,
    speeds: {
      1: { title: 'Real', words: 'As slow as Linode: a machine takes most of a minute.' },
      5: { title: 'Fast', words: 'Slow enough to follow each step, fast enough for a lesson.' },
      20: { title: 'Very fast', words: 'To see the end of it at once.' },
    },
    speed: 'Speed',
    priceHint: (hour: string | undefined) =>
      hour === undefined ? 'Nothing is paid: all of it is simulated.' : `At Linode it would cost ${hour} an hour.`,
    cancelHint: 'You can cancel at any moment; nothing real is touched.',
    happens: [
      'A simulated Linode makes a firewall and the machines, with the same calls and answers as the real one.',
      'The panel logs in and installs k3s; the cluster’s cloud controller makes a load balancer for each public service.',
      'Deleting it ends all of it, and the simulated account is searched for what is left, as the real one would be.',
    ],
  },
})
