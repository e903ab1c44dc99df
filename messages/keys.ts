import { catalogue, list, plural } from '@/lib/shared/catalogue'

export const keys = catalogue({
  en: {
    title: 'Keys',
    lead: (count: number) => plural(count, { one: 'The panel has one SSH key.', other: 'The panel has # SSH keys.' }),
    leadMore: 'It logs in to your machines with them. The secret half is sealed in the panel and never shown.',
    add: 'Add a key',
    emptyTitle: 'No key yet',
    empty:
      'The panel logs in to machines with an SSH key. Let it make one: you then paste one line on each machine, and that is all.',
    makeFirst: 'Make a key',
    table: 'SSH keys',
    name: 'Name',
    fingerprint: 'Fingerprint',
    usedBy: 'Used by',
    unused: 'nothing yet',
    added: 'Added',
    install: 'How to install…',
    installFor: (name: string) => `How to install ${name}`,
    remove: 'Delete',
    removeFor: (name: string) => `Delete ${name}`,
    removeBlocked: (machines: readonly string[]) =>
      `${list(machines)} ${plural(machines.length, { one: 'logs in', other: 'log in' })} with it. Give them another key first.`,
    removeTitle: (name: string) => `Delete the key ${name}?`,
    removeLead:
      'Its secret half is destroyed. Machines that still have the public half will not let the panel in any more.',
    removeNow: 'Delete the key',
    // adding
    addTitle: 'Add a key',
    nameHint: 'For example desk.',
    how: 'Where it comes from',
    make: 'Make a new one',
    makeHint: 'Recommended. Ed25519, made here; the secret half never leaves the panel.',
    upload: 'Upload one',
    uploadHint: 'One that is on your machines already, for example ~/.ssh/id_ed25519.',
    privateKey: 'Private key',
    privateKeyHint: 'The whole file, from -----BEGIN to -----END.',
    passphrase: 'Passphrase',
    passphraseHint: 'Only if the key has one. It is used once, to open the key.',
    chooseFile: 'Or choose the file',
    makeNow: 'Make the key',
    uploadNow: 'Upload the key',
    // installing
    installTitle: (name: string) => `Install ${name} on a machine`,
    installLead: 'Log in to the machine as the user that the panel shall use, and paste this line:',
    installLabel: 'Command to install the key',
    installAfter: 'It adds the public half to that user’s authorized_keys. Then add the machine by its address.',
    publicKey: 'Public half, for an imager or cloud-init:',
    toMachines: 'Add machines',
    done: 'Done',
  },
})
