import type { Actor, Role } from '@/lib/core/actor'

const ADMINS: readonly Role[] = ['admin']
const EVERYBODY: readonly Role[] = ['admin', 'member']
/** Who has an e-mail address and a password, and more to lose than what a class lends. Students are not among them. */
const ABOVE_STUDENTS: readonly Role[] = ['admin', 'member']

/**
 * Who may do what: the one table that routes, pages, live topics, the sidebar and the use cases ask. What is not in here
 * nobody may do. Being allowed to do a thing says nothing about *whose* thing: queries ask `visible…(actor)` besides.
 */
const WHO_MAY = {
  /** What there is for everybody who is signed in: the home page, the live stream, the description of the API. */
  'panel.use': EVERYBODY,
  /** One's own password and sessions. */
  'account.manage': EVERYBODY,
  /** Two-step sign-in for one's own account. */
  'second-factor.manage': ABOVE_STUDENTS,
  'users.read': ADMINS,
  'users.manage': ADMINS,
  'audit.read': ADMINS,
  'settings.manage': ADMINS,
  'releases.read': EVERYBODY,
  'releases.manage': ADMINS,
  'machines.read': EVERYBODY,
  'machines.manage': EVERYBODY,
  /** Images of cards hold keys: everybody has their own, and nobody another's, admins neither. */
  'cards.read': EVERYBODY,
  'cards.manage': EVERYBODY,
  'ssh-keys.read': EVERYBODY,
  'ssh-keys.manage': EVERYBODY,
  /** Accounts at a cloud, which cost their owner money: everybody has their own, and nobody another's, admins neither. */
  'cloud-accounts.read': EVERYBODY,
  'cloud-accounts.create': EVERYBODY,
  'cloud-accounts.change': EVERYBODY,
  'cloud-accounts.delete': EVERYBODY,
  /** Looking for what is left there without a cluster, and deleting it. */
  'cloud-accounts.sweep': EVERYBODY,
  /** What clusters in the cloud cost; an admin sees everybody's. */
  'costs.read': EVERYBODY,
  /** What one's own boards cost, to compare. */
  'costs.change': EVERYBODY,
  'clusters.read': EVERYBODY,
  'clusters.create': EVERYBODY,
  'clusters.change': EVERYBODY,
  'clusters.delete': EVERYBODY,
  /** Two clusters that are made at the same moment, side by side. */
  'races.read': EVERYBODY,
  'races.create': EVERYBODY,
  /** What is said about a race besides, e.g. how long imaging took. */
  'races.change': EVERYBODY,
  'runs.read': EVERYBODY,
  'runs.command': EVERYBODY,
  'apps.read': EVERYBODY,
  'apps.install': EVERYBODY,
  /** Where the images of apps come from. */
  'apps.manage': ADMINS,
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof WHO_MAY

export const may = (actor: Pick<Actor, 'role'>, action: Action): boolean => WHO_MAY[action].includes(actor.role)

/** What is left to somebody who must set up a second factor first. */
const WITHOUT_SECOND_FACTOR: readonly Action[] = ['second-factor.manage']

/** As `may`, for somebody of whom a second factor may be demanded that they do not have yet. */
export const mayNow = (user: Pick<Actor, 'role'> & { readonly owesSecondFactor: boolean }, action: Action): boolean =>
  may(user, action) && (!user.owesSecondFactor || WITHOUT_SECOND_FACTOR.includes(action))
