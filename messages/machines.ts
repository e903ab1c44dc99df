import { catalogue, list, plural } from '@/lib/shared/catalogue'

const machinesInWords = (count: number) => plural(count, { one: 'One machine', other: '# machines' })

export const machines = catalogue({
  en: {
    title: 'Machines',
    machine: 'Machine',
    add: 'Add machines',
    withoutMachines: 'No machines? Practise on simulated ones',
    emptyTitle: 'No machine yet',
    empty:
      'Any Linux box that you can reach by SSH will do: a Raspberry Pi, an Odroid, an old laptop. Name them by address; nothing is changed on them before you create a cluster.',
    leadAll: (count: number) => plural(count, { one: 'One machine.', other: '# machines.' }),
    leadReady: (count: number) =>
      plural(count, { zero: 'None is ready.', one: 'One is ready.', other: '# are ready.' }),
    leadBusy: (count: number) => plural(count, { one: 'One is in a cluster.', other: '# are in a cluster.' }),
    leadTodo: (names: readonly string[]) =>
      `${list(names)} ${plural(names.length, { one: 'needs', other: 'need' })} you.`,
    list: 'Machines',
    checkAll: 'Look at all again',

    // one row
    states: {
      unknown: 'Not looked at yet',
      checking: 'Looking…',
      trust: 'Trust it first',
      changed: 'Another host key',
      blocked: 'Needs you',
      advice: 'Ready, with advice',
      ready: 'Ready',
      taken: 'In a cluster',
    },
    details: 'Details',
    detailsOf: (name: string) => `Details of ${name}`,
    check: 'Look at it',
    checkAgain: 'Look again',
    checkOf: (name: string) => `Look at it: ${name}`,
    checkAgainOf: (name: string) => `Look again: ${name}`,
    more: (count: number) => plural(count, { one: 'and # more', other: 'and # more' }),
    fixes: { 'set-clock': 'Set the clock', 'add-hosts-entry': 'Add it to /etc/hosts' },
    inCluster: (role: string, cluster: string) => `${role} of ${cluster}`,
    server: 'Server',
    agent: 'Agent',

    // host keys
    trustTitle: 'Is this your machine?',
    trustLead: (name: string) =>
      `${name} answers with this fingerprint. The panel has not seen it before, and will refuse any other from now on.`,
    trustHow: 'To be sure, compare it with what this command prints on the machine itself:',
    trustCommand: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    trust: 'Trust it',
    trustOf: (name: string) => `Trust it: ${name}`,
    trustNewOf: (name: string) => `It was imaged anew: trust the new key: ${name}`,
    trustAll: (count: number) => plural(count, { one: 'Trust this machine', other: 'Trust these # machines' }),
    fingerprint: 'Fingerprint',
    changedTitle: 'This is not the key of before',
    changedLead: (name: string) =>
      `${name} answers with another host key than the one that was trusted. Nothing connects to it until you decide.`,
    changedWhy:
      'If it was imaged anew, or its address went to another board, that is expected. If not, somebody may stand between.',
    before: 'Trusted before',
    now: 'Shown now',
    trustNew: 'It was imaged anew: trust the new key',

    // adding
    addTitle: 'Add machines',
    addresses: 'Addresses',
    addressesHint: 'One a line: 192.168.1.31, or with a name and a user: pi-01 pi@192.168.1.31',
    addressesPlaceholder: 'pi-01 192.168.1.31\npi-02 192.168.1.32',
    loginUser: 'User',
    owner: 'Belongs to',
    theirs: (owner: string) =>
      `It is ${owner}’s: the panel logs in there with their key and password, so only they can do this.`,
    loginUserHint: 'Who logs in, where the line does not say.',
    key: 'SSH key',
    keyHint: 'Its public half must be on the machines.',
    newKey: 'Another key…',
    installKey: 'How to install this key on the machines',
    sudoPassword: 'sudo password',
    sudoPasswordHint: 'Only if sudo asks for one. Sealed in the panel, never shown again.',
    addNow: (count: number) => plural(count, { zero: 'Add machines', one: 'Add one machine', other: 'Add # machines' }),
    needAddress: 'Type an address first.',
    needKey: 'Make or choose a key first.',
    makeKeyFirst: 'Make a key',
    makeKeyHint: 'The panel logs in with an SSH key. It has none yet.',
    lineProblem: (line: number, problem: string) => `Line ${line}: ${problem}`,

    // one machine
    facts: 'Facts',
    address: 'Address',
    port: 'Port',
    hostKey: 'Host key',
    notTrusted: 'not trusted yet',
    summary: 'What it is',
    notKnown: 'not known yet',
    lookedAt: 'Looked at',
    cluster: 'Cluster',
    free: 'free',
    checks: 'Preflight',
    checksRemark: 'nothing is changed by looking',
    noChecks: 'It was not looked at yet.',
    levels: { ok: 'fine', advice: 'advice', blocker: 'must be put right' },
    wayOut: 'What to do',
    edit: 'Change…',
    editTitle: (name: string) => `Change ${name}`,
    name: 'Name',
    sudoKept: 'A password is kept. Type another to replace it.',
    removeSudo: 'Forget the kept sudo password',
    remove: 'Remove…',
    removeTitle: (name: string) => `Remove ${name} from the panel?`,
    removeLead: 'The panel forgets its address, its host key and its sudo password. Nothing is changed on the machine.',
    removeNow: 'Remove it',
    removeBlocked: (cluster: string) => `It is in the cluster ${cluster}. Delete that first.`,
    total: machinesInWords,
  },
})
