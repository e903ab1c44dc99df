import { catalogue, plural } from '@/lib/shared/catalogue'

/** Apps on a cluster's own page. */
export const clusterApps = catalogue({
  en: {
    title: 'Catalogue',
    remark: 'one click, and one to remove it without a trace',
    install: 'Install',
    options: 'Options…',
    change: 'Change…',
    remove: 'Remove…',
    installed: 'Installed',
    noImage: 'Its images are not here yet; the Apps page says what to do.',
    needsReady: 'The cluster must be ready first.',
    upgrade: (version: string) => `Upgrade to ${version}`,
    optionsTitle: (app: string) => `Install ${app}`,
    changeTitle: (app: string) => `Change ${app}`,
    changeLead: 'Only what differs is changed: pods that are as they should be go on running.',
    changeNow: 'Change it',
    nothingChosen: 'Nothing is different yet.',
    removeTitle: (app: string) => `Remove ${app}`,
    removeLead: 'Everything that it brought to the cluster goes, and a look afterwards shows that nothing is left.',
    removeData: 'Its data goes too, for good.',
    removeImages: 'Take its images off the machines as well',
    removeImagesHint: 'Without that the next install is faster.',
    removeNow: 'Remove it',
    hostsLead:
      'Your computer does not know this name yet. Write this line into its hosts file (/etc/hosts, or C:\\Windows\\System32\\drivers\\etc\\hosts):',
    doorsTitle: 'Who gives the addresses',
    doors: {
      'service-lb':
        'k3s’s own service load balancer: it opens the port of an app on every machine, so each machine’s address works as long as that machine is on.',
      cloud:
        'The cloud: its controller makes a load balancer with an address of its own for each app that opens a port. That costs money for as long as the app is there.',
      practice: 'The panel: addresses of simulated machines lead to the panel itself.',
    },
    traefik: 'Traefik answers on ports 80 and 443, and sends each name to its app.',
    noTraefik: 'It was made without an ingress controller, so apps are opened by ports.',
    pasted: 'Your own YAML',
    pastedRemark: 'anything that kubectl applies, listed and removed like the others',
    pastedNone: 'Nothing yet.',
    paste: 'Paste YAML…',
    pasteAgain: 'Paste it anew…',
    pasteTitle: 'Put your own YAML on the cluster',
    pasteLead:
      'The cluster judges all of it first, and nothing is changed while anything is wrong. Its images must be on the machines already, or in a registry that they reach.',
    pasteName: 'Name',
    pasteNameHint: 'For this list. Pasted again with the same name, it changes what is there.',
    pasteText: 'YAML or JSON',
    pasteTextHint: 'At most 256 kB and 50 objects. Secrets are made with kubectl.',
    pasteMissing: 'Give it a name and paste something first.',
    pasteCheck: 'Check only',
    pasteNow: 'Check and install',
    pasteGood: (count: number) =>
      plural(count, { one: 'The cluster takes the object.', other: 'The cluster takes all # objects.' }),
    pasteLater: (name: string) => `${name}: judged once what it needs is there`,
    pasteLine: (line: number) => `Line ${line}`,
    receipts: 'Removed without a trace',
    receipt: (app: string) => `${app}: nothing is left.`,
    looked: 'Looked for',
  },
})
