import type { WayOut } from './way-out'

/** What goes wrong while things that belong to no cluster are deleted at Linode. By the code of the failure. */
export const sweepWaysOut = {
  'cloud-volume-attached': {
    title: 'The volume is attached to a machine',
    likely: 'The machine still runs, or Linode has not let go of it yet.',
    todo: 'Delete the machine, or detach the volume in Linode’s Cloud Manager, then retry; or leave it there.',
    byHand: ['linode-cli volumes detach <volume>'],
  },
  'cloud-thing-stays': {
    title: 'Linode shows it still',
    likely: 'Linode deletes it with a delay, or has a trouble: see status.linode.com.',
    todo: 'Retry in some minutes.',
    byHand: [],
  },
  'cloud-sweep-left': {
    title: 'Not everything is gone',
    likely: 'Something was made or changed while the sweep went on.',
    todo: 'Retry to look again; if it stays, sweep the account once more.',
    byHand: ['linode-cli linodes list --tags buzzcrate'],
  },
  'cloud-account-gone': {
    title: 'The Linode account is not kept here any more',
    likely: 'Somebody removed it from the panel while this went on.',
    todo: 'Add the account again with a token, then retry.',
    byHand: [],
  },
} as const satisfies Record<string, WayOut>
