import { catalogue, list, plural } from '@/lib/shared/catalogue'

export const clouds = catalogue({
  en: {
    title: 'Clouds',
    costs: 'Costs',
    lead: (count: number) =>
      plural(count, { one: 'One Linode account is yours.', other: '# Linode accounts are yours.' }),
    leadMore: 'Clusters are made there and paid by it. Its token is sealed in the panel and never shown.',
    add: 'Add an account',
    emptyTitle: 'No cloud account yet',
    empty:
      'With a token of your Linode account the panel makes clusters there: machines, firewall, load balancers. It shows the price before, and proves at the end that nothing is left.',
    addFirst: 'Add a Linode account',
    table: 'Linode accounts',
    name: 'Name',
    user: 'Linode user',
    token: 'Token',
    usedBy: 'Pays for',
    unused: 'nothing now',
    checked: 'checked',
    changed: 'token stored',
    enough: 'may do all',
    lacking: (count: number) => plural(count, { one: 'one thing missing', other: '# things missing' }),
    missingTitle: 'What is missing',
    test: 'Test',
    testOf: (name: string) => `Test ${name}`,
    rename: 'Rename',
    renameOf: (name: string) => `Rename ${name}`,
    rotate: 'New token',
    rotateOf: (name: string) => `New token for ${name}`,
    remove: 'Delete',
    removeOf: (name: string) => `Delete ${name}`,
    removeBlocked: (clusters: readonly string[]) =>
      `It pays for ${list(clusters)}. Delete ${plural(clusters.length, { one: 'that cluster', other: 'those clusters' })} first.`,
    full: (most: number) => `You have ${most} accounts, which is the most.`,
    // adding and changing
    addTitle: 'Add a Linode account',
    nameHint: 'As you call it here, for example Work.',
    tokenField: 'Personal access token',
    tokenHint: 'Linode shows it once, when it is made. The panel asks Linode what it may do before anything is stored.',
    toLinode: 'Make one at Linode',
    save: 'Check and save',
    renameTitle: (name: string) => `Rename ${name}`,
    renameNow: 'Rename',
    rotateTitle: (name: string) => `A new token for ${name}`,
    rotateLead: (user: string) =>
      `It must be of the same Linode user, ${user}. The old one is forgotten here; revoke it at Linode yourself.`,
    rotateUsed: (clusters: readonly string[]) =>
      `${list(clusters)} ${plural(clusters.length, { one: 'holds', other: 'hold' })} the old token for load balancers. Revoke it at Linode only when ${plural(clusters.length, { one: 'that cluster is', other: 'those clusters are' })} deleted.`,
    rotateNow: 'Check and replace',
    removeTitle: (name: string) => `Delete the account ${name}?`,
    removeLead: (user: string) =>
      `The panel forgets the token of ${user}. Nothing changes at Linode: revoke the token there yourself.`,
    removeNow: 'Delete the account',
    // the guide
    guideTitle: 'How to make the token',
    guide: [
      'At Linode, open Cloud Manager: your name, then API Tokens.',
      'Choose “Create a Personal Access Token”, and give it an expiry that outlives your clusters.',
      'Choose “No Access” for all, then these rows. More is not needed.',
      'Copy the token into the panel. It is checked before it is stored.',
    ],
    guideLink: 'Open API Tokens at Linode',
    scopesTable: 'What the token must be allowed',
    scopeRow: 'Row',
    scopeAccess: 'Access',
    scopeWhy: 'What for',
    restricted:
      'A restricted user must besides be allowed to create Linodes, NodeBalancers, Firewalls, VPCs and Volumes: an administrator of the Linode account sets that under Users & Grants.',
  },
})
