import { catalogue, list, plural } from '@/lib/shared/catalogue'

export const boardsWords = catalogue({
  en: {
    title: 'Boards',
    badge: (free: number) => plural(free, { zero: 'none yet', one: '# free', other: '# free' }),
    text: 'Machines on your desk, over SSH: Raspberry Pi, Odroid, Libre, or any Linux box.',
    price: 'only the power they draw',
    steps: { machines: 'Machines', version: 'Version & apps' },
    happens: [
      'Each machine is looked at once more; nothing is changed before all of them pass.',
      'k3s is installed as an ordinary package on each, all machines side by side.',
      'The server starts, the agents join it, and a small pod proves that it works.',
      'Deleting the cluster later takes all of it back.',
    ],
    problems: {
      'no-machine': 'Choose at least one machine.',
      'no-server': 'Choose which machine is the server.',
      'no-version': 'Choose a k3s version.',
    },
    notReady: (name: string) => `${name} is not ready.`,
    notLookedAt: (name: string) => `${name} was not looked at yet.`,
    // machines
    views: 'How to show the machines',
    asList: 'List',
    asDesk: 'Desk',
    machines: 'Preflight',
    machinesRemark: 'nothing has been changed yet',
    noMachines: 'You have no free machine. Name some by address: the panel looks at them, and changes nothing.',
    imageFirst: 'Prepare their cards',
    imageFirstLead: (names: readonly string[]) =>
      `${list(names)} ${names.length === 1 ? 'has' : 'have'} not started yet. Prepare the cards, write them and power the boards on: the page of the cards waits for them, and leads back here with all of them chosen.`,
    choose: (name: string) => `Use ${name}`,
    roleOf: (name: string) => `Role of ${name}`,
    server: 'Server',
    agent: 'Agent',
    addMore: 'Add machines by address',
    serverHint: 'The server runs Kubernetes itself; the agents run your apps too. One server is enough for a desk.',
    chooseAll: 'Use all that are ready',
    allowCgroupV1: 'Run on cgroup v1 all the same',
    allowCgroupV1Hint:
      'A chosen machine still has the old cgroup v1. k3s 1.35 and later refuse it unless told otherwise; a newer kernel or system is better.',
    nativeSnapshotter: 'Copy the layers of images where they cannot be stacked',
    nativeSnapshotterHint:
      'The disk of a chosen machine cannot stack them. Copies (snapshotter: native) work everywhere, but take more of the disk and more time.',
    networks: 'Networks of the cluster',
    clusterCidr: 'Pods',
    serviceCidr: 'Services',
    networksHint:
      'A chosen machine reaches something in one of the usual networks. Give two private ones that no machine reaches; they cannot be changed later.',
    // version and apps
    nameHint: 'It becomes the name of the kubeconfig’s context. Small letters, digits and hyphens.',
    version: 'k3s version',
    recommended: 'recommended',
    inStore: 'here',
    toFetch: 'will be fetched',
    noReleases: 'The panel has no k3s release and knows none. An admin can add one on the Releases page.',
    loadingReleases: 'Asking which releases there are…',
    toReleases: 'To the releases',
    versionHint: 'Choose another than the recommended one only if you need it.',
    apps: 'Apps and ingress',
    appsRemark: 'installed when the cluster is ready',
    traefik: 'Ingress (Traefik)',
    traefikHint:
      'Sites with an Ingress answer on ports 80 and 443 of the machines. It comes with k3s; leave it off if you need none.',
    noApps: 'The catalogue is empty.',
    noImage: 'No image of it here yet: see the Apps page.',
    // summary
    k3s: 'k3s',
    ingress: 'Ingress',
    withTraefik: 'Traefik',
    without: 'none',
    notChosen: 'not chosen',
    freeHint: 'Your own machines: only the power they draw.',
    cancelHint: 'You can cancel at any moment; the machines are left as they were.',
  },
})
