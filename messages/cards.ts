import { catalogue, list, plural } from '@/lib/shared/catalogue'

export const cards = catalogue({
  en: {
    title: 'Cards',
    prepare: 'Prepare cards',
    seeForm: 'See which boards are known',
    emptyTitle: 'No card yet',
    empty:
      'A box of empty boards? Say which, and each gets a card image of its own: with its name, its key and the network. Write the cards, power the boards on, and they appear here by themselves.',
    notYet:
      'No system is on this panel yet, so no card can be made: bring one first. Boards that run already can be added by their address, on the page Machines.',
    systems: 'Systems',
    toSystems: 'Bring a system',
    batches: 'Batches',
    boards: (count: number) => plural(count, { one: 'one board', other: '# boards' }),
    here: (count: number, all: number) =>
      all === 1 && count === 0
        ? 'Its board is not here yet.'
        : count === all
          ? 'All boards are here.'
          : plural(count, {
              zero: `None of ${all} boards is here yet.`,
              one: `One of ${all} boards is here.`,
              other: `# of ${all} boards are here.`,
            }),
    waitingFor: (names: readonly string[]) => `Waiting for ${list(names)}.`,
    writeNext: (count: number) =>
      plural(count, { one: 'One card is ready to write.', other: '# cards are ready to write.' }),
    building: (count: number) =>
      plural(count, { one: 'One image is being built.', other: '# images are being built.' }),
    failed: (count: number) =>
      plural(count, { one: 'One card could not be prepared.', other: '# cards could not be prepared.' }),
    asks: (names: readonly string[]) => `${list(names)} started, and something does not fit: decide on its page.`,

    // one batch
    columns: { board: 'Board', system: 'System', state: 'State', where: 'Where', more: '' },
    states: {
      preparing: 'Building',
      failed: 'Could not be prepared',
      ready: 'Ready to write',
      writing: 'Writing to the card reader',
      unwritten: 'Could not be written',
      waiting: 'Waiting for first boot',
      asks: 'Needs your word',
      here: 'Here',
      removed: 'Removed',
    },
    write: 'Write…',
    writeAgain: 'Write again…',
    writeOf: (words: string, name: string) => `${words} the card of ${name}`,
    writeTitle: (name: string) => `Write the card of ${name}`,
    writeLead:
      'Put the card into a reader of the machine that the panel runs on. All that is on it is lost. It is read back afterwards.',
    writeLeadPractice:
      'Practice: the reader, the card and the writing are simulated. On a real panel this lists the drives of its machine, and those it refuses, with the reason.',
    drives: 'Drives',
    drivesLook: 'Looking at the drives…',
    drivesAgain: 'Look again',
    drivesNone: 'No drive may be written to: there is no card in a reader of this machine.',
    drivesRefused: (count: number) => plural(count, { one: 'One drive is refused', other: '# drives are refused' }),
    chooseDrive: (drive: string, path: string) => `Write to ${drive}, ${path}`,
    confirmDrive: 'Model and serial of the drive',
    confirmDriveHint: (drive: string) => `Type: ${drive}`,
    confirmMissing: (drive: string) => `Type ${drive} first.`,
    chooseMissing: 'Choose a drive first.',
    writeNow: 'Erase it and write',
    writePhases: { waiting: 'begins', writing: 'then read back', verifying: 'being read back' },
    writeFar: (percent: number, rate: string | undefined, left: string | undefined) =>
      [
        `${percent} %`,
        ...(rate === undefined ? [] : [`${rate}/s`]),
        ...(left === undefined ? [] : [`${left} left`]),
      ].join(' · '),
    stop: 'Stop',
    stopOf: (name: string) => `Stop writing the card of ${name}`,
    writingNow: (names: readonly string[]) => `${list(names)}: the card is being written.`,
    unwritten: (names: readonly string[]) => `${list(names)}: the card could not be written.`,
    writeRun: 'How it went',
    keyMatches: (address: string) => `${address} · key matches`,
    size: (size: string) => `${size} to download`,
    notThere: 'Not there?',
    download: 'Download',
    downloadOf: (name: string) => `Download the card of ${name}`,
    map: 'block map',
    etcher: 'Open in balenaEtcher',
    decide: 'Decide',
    openRun: 'How it goes',
    remove: 'Remove…',
    removeTitle: (name: string) => `Remove ${name}?`,
    removeLead:
      'Its images are deleted. A card that was written of it and not started yet cannot register its board any more. Boards stay on the list.',
    removeNow: 'Remove them',
    makeCluster: 'Make a cluster with these',
    makeClusterBlocked: 'None of these boards is here yet.',
    sha256: 'sha256',

    // Raspberry Pi Imager
    imager: 'Open in Raspberry Pi Imager',
    imagerMake: 'Make an address for it',
    imagerLead:
      'On the computer with the card reader: Imager lists your finished cards by the names of their boards. Leave its customisation off: everything is in the image.',
    imagerVersion: 'Needs Raspberry Pi Imager 2.0.3 or newer; it asks once whether it may use this list.',
    listFile: 'Download the list',
    linkUntil: 'The address needs no sign-in, and ends by itself. It is shown this once. It ends',
    linkAddress: 'Address of the list',
    linksOpen: (count: number) => plural(count, { one: 'One address is open.', other: '# addresses are open.' }),
    linkEnd: 'End them all',
    linkEndOne: 'End it',
    linkEnds: 'ends',
    linkUsed: 'last used',
    linkUnused: 'not used yet',

    // what each card has
    has: 'Each card has',
    hasKey: 'Its own host key',
    hasKeyText: 'Made here and pinned here: the first login is already verified.',
    hasNoPassword: 'Your key, no password',
    hasNoPasswordText: 'Nobody else gets in. The one-time token in it can only register this board.',
    hasNetwork: 'The network',
    hasNetworkText: (network: string, wifi: string | undefined) =>
      `${network} ${wifi === undefined ? 'on the cable. Wi-Fi off.' : `on the Wi-Fi ${wifi}.`}`,
    hasTime: 'The time zone',

    // not there?
    notThereTitle: (name: string) => `${name} does not appear`,
    symptoms: [
      ['No light at all', 'The power supply or its cable: boards need more than a phone. Try another one.'],
      [
        'Only a red or steady light',
        'The board found nothing to start from: the card is not in all the way, or it was not written to the end. Write it again, with verification.',
      ],
      [
        'Green light, but no light at the network',
        'The cable, or the port of the switch. With Wi-Fi: the name and passphrase; 5 GHz names do not work on older boards.',
      ],
      [
        'It blinks and restarts',
        'Too little power, or the image of another kind of board. Look at its page: which kind is it?',
      ],
      [
        'Everything lights, and it is not here',
        'It cannot reach the panel: another network, or a firewall. From a computer beside it, open the address of this panel.',
      ],
      ['It was here before', 'A card registers one board once. Prepare a new card to use it again.'],
    ] as readonly (readonly [string, string])[],
    usually: 'A first boot takes a minute or two; the first one of a large card up to five.',
    scanTitle: 'Look for it in a network',
    scanHint:
      'Asks each address for its SSH key, and finds boards by the keys on their cards. Private networks of at most 1024 addresses.',
    scanNetwork: 'Network',
    scan: 'Look',
    scanDone: (looked: number, answered: number) =>
      `${plural(looked, { one: 'One address', other: '# addresses' })} asked, SSH answers at ${answered}.`,
    scanFound: (name: string, address: string) => `${name} is at ${address}.`,
    scanTake: (name: string) => `Use this address for ${name}`,
    scanNone: 'None of them shows the key of one of your boards.',

    // preparing
    newTitle: 'Prepare cards',
    which: 'Which boards',
    kind: 'Kind of board',
    existing: 'On the list',
    existingNone: 'No board on the list is free.',
    choose: (name: string) => `A card for ${name}`,
    how: 'New ones',
    count: 'How many',
    firstName: 'Name of the first',
    countHint: (names: readonly string[]) => (names.length === 0 ? 'None.' : `${list(names)}.`),
    system: 'System',
    systemMissing: (name: string) => `${name} (not here)`,
    cannotMake: 'No card can be made of this system.',
    key: 'SSH key',
    keyHint: 'The panel logs in with it; no password is set.',
    needKey: 'Make a key first.',
    makeKey: 'Make a key',
    network: 'Network',
    dhcp: 'Addresses from the router (DHCP)',
    fixed: 'Fixed addresses',
    first: 'Address of the first',
    firstHint: 'With the length of its network; the others get the next ones.',
    gateway: 'Router',
    nameservers: 'Name servers',
    wifi: 'Join a Wi-Fi',
    ssid: 'Name of the Wi-Fi',
    passphrase: 'Passphrase',
    passphraseHint: 'Only a key that is derived of it comes onto the cards.',
    country: 'Country',
    timeZone: 'Time zone',
    k3s: 'k3s on the card',
    k3sNone: 'None: it is sent when the board joins a cluster',
    k3sHint: 'Then the board has it before it joins a cluster.',
    prepareNow: (count: number) =>
      plural(count, { zero: 'Prepare cards', one: 'Prepare one card', other: 'Prepare # cards' }),
    needBoards: 'Choose a board, or name a new one.',
    reimage: (names: readonly string[]) =>
      `Everything on the old cards of ${list(names)} is replaced, once they start from the new ones.`,
    fitness: 'Good for',
  },
})
